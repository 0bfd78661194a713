"""What anchors a site in the tests: memory of the computer, neighbours who witness, shares."""

from control_room.audit.checkpoint import VerifierKey
from control_room.audit.cosignature import CosignerKey
from control_room.places import DataFolder
from control_room.services.anchors import Anchors
from control_room.services.integrity import Integrity
from control_room.services.witness_desk import WitnessDesk, witness_key
from control_room.services.witness_listener import WitnessListener
from control_room.services.witnesses import WitnessClient
from control_room.storage.high_water import HighWater


class NoKeyring:
    """A computer whose keyring is locked for good."""

    def get_password(self, _service, _username):
        raise OSError("locked")

    def set_password(self, _service, _username, _password):
        raise OSError("locked")


class Neighbour:
    """Another workstation that witnesses, with a real door on loopback."""

    def __init__(self, root, vkeys, now):
        self.folder = DataFolder(root)
        self.folder.create()
        self.forks = []
        self.grown = []
        self.logs = [VerifierKey.read(vkey) for vkey in vkeys]
        self.now = now
        self.cosigner = witness_key(self.folder, "poste-2")
        self.listener = None
        self.start()

    def start(self):
        """Start it anew on the same folder."""
        self.stop()
        self.desk = WitnessDesk(
            self.folder,
            self.logs,
            self.cosigner,
            now=self.now,
            forked=lambda origin, size: self.forks.append((origin, size)),
            grown=lambda origin, size: self.grown.append((origin, size)),
        )
        self.listener = WitnessListener("127.0.0.1:0", self.desk)

    def stop(self):
        if self.listener is not None:
            self.listener.close()
            self.listener = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.listener.port}"

    def client(self, timeout_s=5):
        vkey = self.cosigner.key.written()
        return WitnessClient(self.url, CosignerKey.read(vkey), timeout_s)


def marks_of(site):
    """The memory of the computer that the site's folder is on."""
    return HighWater(site.folder.root.parent / "state", NoKeyring())


def integrity_of(site, **options):
    return Integrity(
        site.database, site.sessions, site.folder, marks_of(site), now=site.now, **options
    )


def anchors_of(site, **options):
    """The site's anchors; what a witness holds against the log goes to `contradicted`."""
    options.setdefault("contradicted", integrity_of(site).contradicted)
    return Anchors(site.database, site.sessions, site.folder, now=site.now, **options)

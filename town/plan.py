"""What the server is asked to serve: passed as one line of JSON, standard library only."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from town.film_file import Codec


@dataclass(frozen=True)
class CameraPlan:
    """One camera to serve.

    Attributes:
        number: the camera's number; the camera listens on 127.64.0.`number`.
        scene: name of the films it shows.
        offset: pictures by which it is ahead of the start of the film.
        username: empty when the camera asks for no password.
    """

    number: int
    scene: str
    codec: Codec
    offset: int
    username: str = ""
    password: str = ""

    @property
    def address(self) -> str:
        """The camera's own address on the loopback network."""
        return f"127.64.0.{self.number}"


@dataclass(frozen=True)
class ServerPlan:
    """The whole town: films from `films`, sent log and control socket in `run_dir`.

    Every camera on TCP port `port`.
    """

    films: str
    run_dir: str
    port: int
    cameras: tuple[CameraPlan, ...]

    @property
    def sent_log(self) -> str:
        """Path of the sent log."""
        return f"{self.run_dir}/sent.log"

    @property
    def control_socket(self) -> str:
        """Path of the control socket."""
        return control_socket(self.run_dir)

    def to_json(self) -> str:
        """One line."""
        return json.dumps(asdict(self))

    @staticmethod
    def from_json(line: str) -> ServerPlan:
        """The plan that `to_json` wrote."""
        plan = json.loads(line)
        plan["cameras"] = tuple(CameraPlan(**camera) for camera in plan["cameras"])
        return ServerPlan(**plan)


def control_socket(run_dir: str) -> str:
    """Where a town with this run folder listens for commands."""
    return f"{run_dir}/control.sock"

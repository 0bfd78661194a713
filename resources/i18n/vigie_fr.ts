<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr_FR" sourcelanguage="en">
<context>
    <name>AccountDialog</name>
    <message>
        <source>Account for the alert</source>
        <translation>Justifier l’alerte</translation>
    </message>
    <message>
        <source>Account for it and allow exports</source>
        <translation>Justifier et permettre les exports</translation>
    </message>
    <message>
        <source>Account for it</source>
        <translation>Justifier</translation>
    </message>
    <message>
        <source>Cause of the alert, as you know it</source>
        <translation>Cause de l’alerte, telle que vous la connaissez</translation>
    </message>
    <message>
        <source>What happened, when, who decided it by function: no person’s name.</source>
        <translation>Ce qui s’est passé, quand, qui l’a décidé, par sa fonction&#xa0;: aucun nom de personne.</translation>
    </message>
    <message>
        <source>{moment}: {finding}</source>
        <translation>{moment}&#xa0;: {finding}</translation>
    </message>
    <message>
        <source>It is recorded under your matricule and leaves with every export. The alert stays on screen; what contradicts the records goes on doing so. Another finding is another alert.</source>
        <translation>Elle est enregistrée sous votre matricule et part avec chaque export. L’alerte reste à l’écran&#xa0;; ce qui contredit les enregistrements continue de le faire. Un autre constat est une autre alerte.</translation>
    </message>
    <message numerus="yes">
        <source>%n character(s) too many</source>
        <translation>
            <numerusform>%n caractère de trop</numerusform>
            <numerusform>%n caractères de trop</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Ages</name>
    <message>
        <source>{s} s</source>
        <translation>{s} s</translation>
    </message>
    <message>
        <source>{min} min {s:02d} s</source>
        <translation>{min} min {s:02d} s</translation>
    </message>
    <message>
        <source>{h} h {min:02d} min</source>
        <translation>{h} h {min:02d} min</translation>
    </message>
    <message>
        <source>{d} d</source>
        <translation>{d} j</translation>
    </message>
</context>
<context>
    <name>AnchorLag</name>
    <message>
        <source>Log never anchored</source>
        <translation>Journal jamais ancré</translation>
    </message>
    <message>
        <source>Log anchored {age} ago</source>
        <translation>Journal ancré il y a {age}</translation>
    </message>
    <message>
        <source>No anchor outside this workstation: if all of its files were exchanged, nobody would see it. Anchor now, or hand over on paper.</source>
        <translation>Aucune ancre hors de ce poste&#xa0;: si tous ses fichiers étaient remplacés, personne ne le verrait. Ancrez maintenant, ou imprimez le rapport de vacation à la relève.</translation>
    </message>
    <message>
        <source>Last anchor outside this workstation {age} ago; entries since then: {count}</source>
        <translation>Dernière ancre hors du poste&#xa0;: il y a {age}&#xa0;; entrées depuis&#xa0;: {count}</translation>
    </message>
    <message>
        <source>{lag}. Anchor now, or hand over on paper.</source>
        <translation>{lag}. Ancrez maintenant, ou imprimez le rapport de vacation à la relève.</translation>
    </message>
</context>
<context>
    <name>AnchorPanel</name>
    <message>
        <source>Anchors of the log</source>
        <translation>Ancres du journal</translation>
    </message>
    <message>
        <source>Anchors, newest first</source>
        <translation>Ancres, de la plus récente à la plus ancienne</translation>
    </message>
    <message>
        <source>None yet. Anchor the log now (Ctrl+K), or hand over on paper.</source>
        <translation>Aucune. Ancrez le journal maintenant (Ctrl+K), ou imprimez le rapport de vacation à la relève.</translation>
    </message>
    <message>
        <source>Words of the chosen anchor, as on its paper</source>
        <translation>Mots de l’ancre choisie, à comparer avec le rapport imprimé</translation>
    </message>
</context>
<context>
    <name>AnchorTable</name>
    <message>
        <source>Anchored</source>
        <translation>Ancrée le</translation>
    </message>
    <message>
        <source>Kept by</source>
        <translation>Gardée par</translation>
    </message>
    <message>
        <source>Entries</source>
        <translation>Entrées</translation>
    </message>
    <message>
        <source>this workstation only</source>
        <translation>ce poste seulement</translation>
    </message>
</context>
<context>
    <name>AuditEntryPanel</name>
    <message>
        <source>No entry chosen</source>
        <translation>Aucune entrée choisie</translation>
    </message>
    <message>
        <source>Entry {seq}</source>
        <translation>Entrée {seq}</translation>
    </message>
    <message>
        <source>This entry was erased at the end of its retention; its hash stays.</source>
        <translation>Cette entrée a été purgée au terme de sa conservation&#xa0;; son empreinte demeure.</translation>
    </message>
    <message>
        <source>This entry was altered: its bytes cannot be read.</source>
        <translation>Cette entrée a été altérée&#xa0;: ses octets ne sont plus lisibles.</translation>
    </message>
    <message>
        <source>Proof</source>
        <translation>Preuve</translation>
    </message>
    <message>
        <source>Recorded bytes</source>
        <translation>Octets enregistrés</translation>
    </message>
    <message>
        <source>Newest signed checkpoint</source>
        <translation>Dernier point de contrôle signé</translation>
    </message>
    <message>
        <source>Act</source>
        <translation>Acte</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>Agent</translation>
    </message>
    <message>
        <source>Vigie</source>
        <translation>Vigie</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Fonction</translation>
    </message>
    <message>
        <source>Workstation</source>
        <translation>Poste</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Heure</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>Objet</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Motif</translation>
    </message>
    <message>
        <source>Purpose</source>
        <translation>Finalité</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Résultat</translation>
    </message>
    <message>
        <source>erased by an act of the log</source>
        <translation>effacées par un acte du journal</translation>
    </message>
    <message>
        <source>Personal data</source>
        <translation>Données personnelles</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>manquantes</translation>
    </message>
    <message>
        <source>{number}° of CSI L251-2. {text}</source>
        <translation>{number}° de L251-2 du CSI. {text}</translation>
    </message>
    <message>
        <source>✓ The newest checkpoint is signed with this log&apos;s key.</source>
        <translation>✓ Le dernier point de contrôle est signé avec la clé de ce journal.</translation>
    </message>
    <message numerus="yes">
        <source>✓ %n hash(es) lead from this entry to the signed root.</source>
        <translation>
            <numerusform>✓ %n empreinte mène de cette entrée à la racine signée.</numerusform>
            <numerusform>✓ %n empreintes mènent de cette entrée à la racine signée.</numerusform>
        </translation>
    </message>
    <message>
        <source>Not signed yet: the next checkpoint covers it.</source>
        <translation>Pas encore signée&#xa0;: le prochain point de contrôle la couvrira.</translation>
    </message>
    <message>
        <source>✗ This entry is not what was signed. Verify all of it.</source>
        <translation>✗ Cette entrée n’est pas celle qui a été signée. Vérifiez tout le journal.</translation>
    </message>
</context>
<context>
    <name>AuditHeader</name>
    <message>
        <source>Verify all</source>
        <translation>Tout vérifier</translation>
    </message>
    <message>
        <source>Anchor now</source>
        <translation>Ancrer maintenant</translation>
    </message>
    <message>
        <source>Export the log</source>
        <translation>Exporter le journal</translation>
    </message>
    <message>
        <source>Stop the verification</source>
        <translation>Arrêter la vérification</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Échap</translation>
    </message>
    <message>
        <source>Progress of the verification</source>
        <translation>Avancement de la vérification</translation>
    </message>
    <message>
        <source>The log was never verified. Verify all of it.</source>
        <translation>Le journal n’a jamais été vérifié. Vérifiez-le en entier.</translation>
    </message>
    <message>
        <source>An integrity alert stands. Last full verification: {moment}</source>
        <translation>Une alerte d’intégrité est en cours. Dernière vérification complète&#xa0;: {moment}</translation>
    </message>
    <message>
        <source>{verdict} {size} entries verified, {moment}</source>
        <translation>{verdict} {size} entrées vérifiées, {moment}</translation>
    </message>
    <message>
        <source>{size} entries. Signed up to entry {signed}, recorded {age} ago</source>
        <translation>{size} entrées. Signé jusqu’à l’entrée {signed}, enregistrée il y a {age}</translation>
    </message>
    <message numerus="yes">
        <source>%n act(s) wait on this workstation until the database takes them.</source>
        <translation>
            <numerusform>%n acte attend sur ce poste que la base puisse l’enregistrer.</numerusform>
            <numerusform>%n actes attendent sur ce poste que la base puisse les enregistrer.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n entry(ies) anchored outside this workstation.</source>
        <translation>
            <numerusform>%n entrée ancrée hors du poste.</numerusform>
            <numerusform>%n entrées ancrées hors du poste.</numerusform>
        </translation>
    </message>
    <message>
        <source>Checkpoint kept in {path}. Copy it to another computer.</source>
        <translation>Point de contrôle conservé dans {path}. Copiez-le sur un autre ordinateur.</translation>
    </message>
    <message>
        <source>Log exported to {path}.</source>
        <translation>Journal exporté dans {path}.</translation>
    </message>
    <message>
        <source>{read} of {all}, about {left} left</source>
        <translation>{read} sur {all}, encore {left} environ</translation>
    </message>
</context>
<context>
    <name>AuditTable</name>
    <message>
        <source>Console</source>
        <translation>Console</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Journal</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>Base de données</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>Enregistrements</translation>
    </message>
    <message>
        <source>Acts that waited</source>
        <translation>Actes mis en attente</translation>
    </message>
    <message>
        <source>Computer&apos;s clock</source>
        <translation>Horloge du poste</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Disque</translation>
    </message>
    <message>
        <source>Evidence files</source>
        <translation>Fichiers de preuve</translation>
    </message>
    <message>
        <source>End of retention</source>
        <translation>Fin de conservation</translation>
    </message>
    <message>
        <source>Log of another site</source>
        <translation>Journal d’un autre site</translation>
    </message>
    <message>
        <source>Agent {matricule}</source>
        <translation>Agent {matricule}</translation>
    </message>
    <message>
        <source>Unknown agent</source>
        <translation>Agent inconnu</translation>
    </message>
    <message>
        <source>Camera {number}</source>
        <translation>Caméra {number}</translation>
    </message>
    <message>
        <source>Wall {layout}</source>
        <translation>Mur {layout}</translation>
    </message>
    <message>
        <source>Key {number}</source>
        <translation>Clé {number}</translation>
    </message>
    <message>
        <source>Entry</source>
        <translation>Entrée</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Heure</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>Agent</translation>
    </message>
    <message>
        <source>Act</source>
        <translation>Acte</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>Objet</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Motif</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Résultat</translation>
    </message>
    <message>
        <source>Vigie</source>
        <translation>Vigie</translation>
    </message>
    <message>
        <source>Unreadable</source>
        <translation>Illisible</translation>
    </message>
    <message>
        <source>Erased</source>
        <translation>Effacée</translation>
    </message>
    <message>
        <source>alert</source>
        <translation>alerte</translation>
    </message>
    <message>
        <source>altered</source>
        <translation>altérée</translation>
    </message>
    <message>
        <source>retention</source>
        <translation>conservation</translation>
    </message>
</context>
<context>
    <name>AuditWorkspace</name>
    <message>
        <source>No entry passes the filter.</source>
        <translation>Aucune entrée ne répond à ces filtres.</translation>
    </message>
    <message>
        <source>Audit log</source>
        <translation>Journal d’audit</translation>
    </message>
    <message>
        <source>All acts</source>
        <translation>Tous les actes</translation>
    </message>
    <message>
        <source>Act</source>
        <translation>Acte</translation>
    </message>
    <message>
        <source>Agent&apos;s matricule</source>
        <translation>Matricule de l’agent</translation>
    </message>
    <message>
        <source>A camera, a number, a word… (Ctrl+F)</source>
        <translation>Une caméra, un numéro, un mot… (Ctrl+F)</translation>
    </message>
    <message>
        <source>Search the log</source>
        <translation>Chercher dans le journal</translation>
    </message>
</context>
<context>
    <name>CameraList</name>
    <message>
        <source>Search… (Ctrl+F)</source>
        <translation>Chercher… (Ctrl+F)</translation>
    </message>
    <message>
        <source>Search a camera</source>
        <translation>Chercher une caméra</translation>
    </message>
    <message>
        <source>No camera with these words.</source>
        <translation>Aucune caméra ne correspond.</translation>
    </message>
</context>
<context>
    <name>Console</name>
    <message>
        <source>Vigie, {site}</source>
        <translation>Vigie, {site}</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Direct</translation>
    </message>
    <message>
        <source>Incident log</source>
        <translation>Main courante</translation>
    </message>
    <message>
        <source>Verbalisation</source>
        <translation>Verbalisation</translation>
    </message>
    <message>
        <source>Audit</source>
        <translation>Audit</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>Santé</translation>
    </message>
    <message>
        <source>Reason from now on: {reason}</source>
        <translation>Motif à partir de maintenant&#xa0;: {reason}</translation>
    </message>
</context>
<context>
    <name>ContextBar</name>
    <message>
        <source>Take a still</source>
        <translation>Prendre une image</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Espace</translation>
    </message>
    <message>
        <source>Replay {seconds} s</source>
        <translation>Revoir {seconds} s</translation>
    </message>
    <message>
        <source>Report an offence</source>
        <translation>Constater une infraction</translation>
    </message>
    <message>
        <source>No camera on this tile</source>
        <translation>Aucune caméra sur cette vignette</translation>
    </message>
    <message>
        <source>Type a camera&apos;s number, then Enter.</source>
        <translation>Tapez le numéro d’une caméra, puis Entrée.</translation>
    </message>
    <message>
        <source>{address}, {sector}</source>
        <translation>{address}, {sector}</translation>
    </message>
    <message>
        <source>Vidéo-verbalisation authorised until {day}</source>
        <translation>Vidéo-verbalisation autorisée jusqu’au {day}</translation>
    </message>
    <message>
        <source>Vidéo-verbalisation order not in force ({start} to {end})</source>
        <translation>Arrêté de vidéo-verbalisation hors vigueur ({start} au {end})</translation>
    </message>
    <message>
        <source>Replay: not the live picture. R goes back to it.</source>
        <translation>Différé&#xa0;: ce n’est pas le direct. R y revient.</translation>
    </message>
    <message>
        <source>State: {state}, for {age}</source>
        <translation>État&#xa0;: {state}, depuis {age}</translation>
    </message>
    <message numerus="yes">
        <source>{width}×{height}, %n picture(s)/s. Picture received {age} ms ago</source>
        <translation>
            <numerusform>{width}×{height}, %n image/s. Image reçue il y a {age} ms</numerusform>
            <numerusform>{width}×{height}, %n images/s. Image reçue il y a {age} ms</numerusform>
        </translation>
    </message>
    <message>
        <source>{width}×{height}. Picture received {age} ms ago</source>
        <translation>{width}×{height}. Image reçue il y a {age} ms</translation>
    </message>
</context>
<context>
    <name>DraftList</name>
    <message>
        <source>Reports of vidéo-verbalisation</source>
        <translation>Rapports de vidéo-verbalisation</translation>
    </message>
    <message>
        <source>Select a live camera authorised for vidéo-verbalisation and press V.</source>
        <translation>Sélectionnez une caméra en direct autorisée pour la vidéo-verbalisation, puis appuyez sur V.</translation>
    </message>
    <message>
        <source>Verbalising agents open reports on a live camera with V.</source>
        <translation>Les agents verbalisateurs ouvrent un rapport sur une caméra en direct avec V.</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Numéro</translation>
    </message>
    <message>
        <source>State</source>
        <translation>État</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Caméra</translation>
    </message>
    <message>
        <source>Offence</source>
        <translation>Infraction</translation>
    </message>
    <message>
        <source>Shots</source>
        <translation>Images</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>Versions</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>Agent</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Âge</translation>
    </message>
    <message numerus="yes">
        <source>%n report(s); Enter opens one</source>
        <translation>
            <numerusform>%n rapport&#xa0;; Entrée l’ouvre</numerusform>
            <numerusform>%n rapports&#xa0;; Entrée en ouvre un</numerusform>
        </translation>
    </message>
    <message>
        <source>No report yet.</source>
        <translation>Aucun rapport.</translation>
    </message>
    <message>
        <source>not chosen</source>
        <translation>non choisie</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export the audit log</source>
        <translation>Exporter le journal d’audit</translation>
    </message>
    <message>
        <source>Export the log</source>
        <translation>Exporter le journal</translation>
    </message>
    <message>
        <source>New folder</source>
        <translation>Nouveau dossier</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Choisir…</translation>
    </message>
    <message>
        <source>Progress of the export</source>
        <translation>Avancement de l’export</translation>
    </message>
    <message>
        <source>The whole log with its signatures, its keys, its anchors and a program that checks them without Vigie. Names and plates are not in it. The export is an act: it is recorded under your matricule.</source>
        <translation>Le journal entier avec ses signatures, ses clés publiques, ses ancres et un programme qui les vérifie sans Vigie. Ni noms ni plaques n’y figurent. L’export est un acte&#xa0;: il est consigné sous votre matricule.</translation>
    </message>
    <message>
        <source>Disk or folder for the export</source>
        <translation>Disque ou dossier de l’export</translation>
    </message>
    <message>
        <source>This folder is there already: name a new one.</source>
        <translation>Ce dossier existe déjà&#xa0;: nommez-en un nouveau.</translation>
    </message>
    <message>
        <source>Name the folder with its whole path.</source>
        <translation>Indiquez le chemin complet du dossier.</translation>
    </message>
    <message>
        <source>Stop the export</source>
        <translation>Arrêter l’export</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>{read} of {all}, about {left} left</source>
        <translation>{read} sur {all}, encore {left} environ</translation>
    </message>
    <message numerus="yes">
        <source>✓ %n entry(ies) exported and recorded.</source>
        <translation>
            <numerusform>✓ %n entrée exportée, export consigné.</numerusform>
            <numerusform>✓ %n entrées exportées, export consigné.</numerusform>
        </translation>
    </message>
    <message>
        <source>Give the whole folder; LISEZMOI.txt in it says how to check the log.</source>
        <translation>Remettez le dossier entier&#xa0;; LISEZMOI.txt y explique comment vérifier le journal.</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>Ouvrir le dossier</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
</context>
<context>
    <name>FirstStartPage</name>
    <message>
        <source>First start</source>
        <translation>Premier démarrage</translation>
    </message>
    <message>
        <source>{site}. Create the first supervisor&apos;s account. He or she then adds the agents.</source>
        <translation>{site}. Créez le compte du premier chef de salle, qui ajoutera ensuite les agents.</translation>
    </message>
    <message>
        <source>Create the supervisor</source>
        <translation>Créer le chef de salle</translation>
    </message>
    <message>
        <source>Matricule</source>
        <translation>Matricule</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Mot de passe</translation>
    </message>
    <message>
        <source>Password, once more</source>
        <translation>Mot de passe, une seconde fois</translation>
    </message>
    <message>
        <source>The two passwords differ. Type the second one again.</source>
        <translation>Les deux mots de passe diffèrent. Tapez de nouveau le second.</translation>
    </message>
</context>
<context>
    <name>HandOverDialog</name>
    <message>
        <source>Hand over the shift</source>
        <translation>Faire la relève</translation>
    </message>
    <message>
        <source>Reading the shift…</source>
        <translation>Lecture de la vacation…</translation>
    </message>
    <message>
        <source>Remarks for those who take over</source>
        <translation>Consignes pour la relève</translation>
    </message>
    <message>
        <source>Places to watch, broken cameras, calls expected… printed on the report.</source>
        <translation>Lieux à surveiller, caméras en panne, appels attendus… Imprimé sur le rapport.</translation>
    </message>
    <message>
        <source>What will be done</source>
        <translation>Ce qui sera fait</translation>
    </message>
    <message>
        <source>Ctrl+↵ ends the shift. Then you may sign out, and the next agent signs in.</source>
        <translation>Ctrl+↵ clôt la vacation. Vous pourrez ensuite terminer votre service&#xa0;; l’agent suivant prendra le sien.</translation>
    </message>
    <message>
        <source>Open the report</source>
        <translation>Ouvrir le rapport</translation>
    </message>
    <message>
        <source>End the shift and write the report</source>
        <translation>Clore la vacation et éditer le rapport</translation>
    </message>
    <message>
        <source>Shift since {moment} ({age}).</source>
        <translation>Vacation commencée le {moment} ({age}).</translation>
    </message>
    <message numerus="yes">
        <source>%n entry(ies) in the incident log,</source>
        <translation>
            <numerusform>%n&#xa0;entrée de main courante,</numerusform>
            <numerusform>%n&#xa0;entrées de main courante,</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n still open.</source>
        <translation>
            <numerusform>%n&#xa0;encore ouverte.</numerusform>
            <numerusform>%n&#xa0;encore ouvertes.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n report(s) opened.</source>
        <translation>
            <numerusform>%n&#xa0;rapport ouvert.</numerusform>
            <numerusform>%n&#xa0;rapports ouverts.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n camera(s) without a live picture now.</source>
        <translation>
            <numerusform>%n&#xa0;caméra sans image en direct en ce moment.</numerusform>
            <numerusform>%n&#xa0;caméras sans image en direct en ce moment.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n character(s) too many</source>
        <translation>
            <numerusform>%n&#xa0;caractère de trop</numerusform>
            <numerusform>%n&#xa0;caractères de trop</numerusform>
        </translation>
    </message>
    <message>
        <source>Shift handed over</source>
        <translation>Relève faite</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Fin de service</translation>
    </message>
    <message>
        <source>Stay signed in</source>
        <translation>Rester en service</translation>
    </message>
    <message>
        <source>✓ The shift is handed over and recorded.</source>
        <translation>✓ La relève est faite et consignée.</translation>
    </message>
    <message numerus="yes">
        <source>Anchor of %n entry(ies), read aloud</source>
        <translation>
            <numerusform>Ancre de %n&#xa0;entrée, à lire à voix haute</numerusform>
            <numerusform>Ancre de %n&#xa0;entrées, à lire à voix haute</numerusform>
        </translation>
    </message>
    <message>
        <source>Report to print, sign and keep</source>
        <translation>Rapport à imprimer, signer et conserver</translation>
    </message>
    <message>
        <source>Not done, as the paper says</source>
        <translation>Non fait, comme l’indique le rapport</translation>
    </message>
</context>
<context>
    <name>HealthCount</name>
    <message numerus="yes">
        <source>%n live</source>
        <translation>
            <numerusform>%n en direct</numerusform>
            <numerusform>%n en direct</numerusform>
        </translation>
    </message>
    <message>
        <source>{count} not live: {state}</source>
        <translation>{count} hors direct&#xa0;: {state}</translation>
    </message>
    <message>
        <source>{count} not live, among them: {state}</source>
        <translation>{count} hors direct, dont&#xa0;: {state}</translation>
    </message>
    <message numerus="yes">
        <source>%n camera(s) live</source>
        <translation>
            <numerusform>%n caméra en direct</numerusform>
            <numerusform>%n caméras en direct</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not shown</source>
        <translation>
            <numerusform>%n non affichée</numerusform>
            <numerusform>%n non affichées</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n connecting</source>
        <translation>
            <numerusform>%n en connexion</numerusform>
            <numerusform>%n en connexion</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of the %n camera(s) that the console watches</source>
        <translation>
            <numerusform>Sur la caméra que suit la console</numerusform>
            <numerusform>Sur les %n caméras que suit la console</numerusform>
        </translation>
    </message>
    <message>
        <source>Camera {number}: {state}</source>
        <translation>Caméra {number}&#xa0;: {state}</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>et %n autre</numerusform>
            <numerusform>et %n autres</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HealthHosts</name>
    <message>
        <source>Process</source>
        <translation>Processus</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Numéro</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Processeur</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Mémoire</translation>
    </message>
    <message>
        <source>Restarts</source>
        <translation>Redémarrages</translation>
    </message>
    <message>
        <source>State</source>
        <translation>État</translation>
    </message>
    <message>
        <source>Memory kept for replay</source>
        <translation>Mémoire du différé</translation>
    </message>
    <message>
        <source>{held} of {budget} MB</source>
        <translation>{held} sur {budget}&#xa0;Mo</translation>
    </message>
    <message>
        <source>Console</source>
        <translation>Console</translation>
    </message>
    <message>
        <source>interface late by {delay} ms at most</source>
        <translation>retard de l’interface&#xa0;: {delay}&#xa0;ms au plus</translation>
    </message>
    <message>
        <source>Decoder {number}</source>
        <translation>Décodeur {number}</translation>
    </message>
    <message>
        <source>{number} % of a core</source>
        <translation>{number}&#xa0;% d’un cœur</translation>
    </message>
    <message>
        <source>{megabytes} MB</source>
        <translation>{megabytes}&#xa0;Mo</translation>
    </message>
    <message>
        <source>ended too often, starts again in {wait}</source>
        <translation>trop d’arrêts, nouveau départ dans {wait}</translation>
    </message>
    <message numerus="yes">
        <source>%n stream(s)</source>
        <translation>
            <numerusform>%n flux</numerusform>
            <numerusform>%n flux</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HealthPlots</name>
    <message>
        <source>Pictures/s</source>
        <translation>Images/s</translation>
    </message>
    <message>
        <source>Bit rate</source>
        <translation>Débit</translation>
    </message>
    <message>
        <source>kbit/s</source>
        <translation>kbit/s</translation>
    </message>
    <message>
        <source>Age of the newest picture</source>
        <translation>Âge de la dernière image</translation>
    </message>
    <message>
        <source>s</source>
        <translation>s</translation>
    </message>
    <message>
        <source>Packets lost</source>
        <translation>Paquets perdus</translation>
    </message>
    <message>
        <source>%</source>
        <translation>%</translation>
    </message>
    <message>
        <source>The camera&apos;s last hour</source>
        <translation>La dernière heure de la caméra</translation>
    </message>
    <message>
        <source>{chart}: {number} {unit}</source>
        <translation>{chart}&#xa0;: {number}&#xa0;{unit}</translation>
    </message>
</context>
<context>
    <name>HealthTable</name>
    <message>
        <source>Camera</source>
        <translation>Caméra</translation>
    </message>
    <message>
        <source>State</source>
        <translation>État</translation>
    </message>
    <message>
        <source>Pictures/s</source>
        <translation>Images/s</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Âge</translation>
    </message>
    <message>
        <source>Bit rate</source>
        <translation>Débit</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Pertes</translation>
    </message>
    <message>
        <source>Spoiled</source>
        <translation>Abîmées</translation>
    </message>
    <message>
        <source>Reconnected</source>
        <translation>Reconnexions</translation>
    </message>
    <message>
        <source>Decoding</source>
        <translation>Décodage</translation>
    </message>
    <message>
        <source>Replay</source>
        <translation>Différé</translation>
    </message>
    <message>
        <source>Number and name</source>
        <translation>Numéro et nom</translation>
    </message>
    <message>
        <source>As a tile shows the camera, and since when</source>
        <translation>Tel qu’une vignette le montre, et depuis quand</translation>
    </message>
    <message>
        <source>Pictures shown, per second</source>
        <translation>Images affichées par seconde</translation>
    </message>
    <message>
        <source>Since the newest picture was received</source>
        <translation>Depuis la réception de la dernière image</translation>
    </message>
    <message>
        <source>Received from the camera, all its streams together</source>
        <translation>Reçu de la caméra, tous flux réunis</translation>
    </message>
    <message>
        <source>Packets that the network lost, over the last seconds</source>
        <translation>Paquets perdus par le réseau, sur les dernières secondes</translation>
    </message>
    <message>
        <source>Damaged pictures, never shown, since the camera is watched</source>
        <translation>Images abîmées, jamais affichées, depuis que la caméra est suivie</translation>
    </message>
    <message>
        <source>Connections after the first, since the camera is watched</source>
        <translation>Connexions après la première, depuis que la caméra est suivie</translation>
    </message>
    <message>
        <source>Processor time to decode one picture</source>
        <translation>Temps de processeur pour décoder une image</translation>
    </message>
    <message>
        <source>How far back the camera can be replayed, and the memory that takes</source>
        <translation>Jusqu’où la caméra peut être revue, et la mémoire que cela prend</translation>
    </message>
    <message>
        <source>not watched</source>
        <translation>non suivie</translation>
    </message>
    <message>
        <source>{seconds} s, {megabytes} MB</source>
        <translation>{seconds}&#xa0;s, {megabytes}&#xa0;Mo</translation>
    </message>
    <message>
        <source>{number} ms</source>
        <translation>{number}&#xa0;ms</translation>
    </message>
    <message>
        <source>{number} s</source>
        <translation>{number}&#xa0;s</translation>
    </message>
    <message>
        <source>{number} kbit/s</source>
        <translation>{number}&#xa0;kbit/s</translation>
    </message>
    <message>
        <source>{number} Mbit/s</source>
        <translation>{number}&#xa0;Mbit/s</translation>
    </message>
    <message>
        <source>{number} %</source>
        <translation>{number}&#xa0;%</translation>
    </message>
</context>
<context>
    <name>HealthWords</name>
    <message>
        <source>{state} {age}</source>
        <translation>{state} {age}</translation>
    </message>
    <message>
        <source>{min} min</source>
        <translation>{min}&#xa0;min</translation>
    </message>
    <message>
        <source>{h} h</source>
        <translation>{h}&#xa0;h</translation>
    </message>
</context>
<context>
    <name>HealthWorkspace</name>
    <message>
        <source>Connect anew now</source>
        <translation>Reconnecter maintenant</translation>
    </message>
    <message>
        <source>The site file names no camera. Add cameras to it, then start again.</source>
        <translation>Le fichier du site ne nomme aucune caméra. Ajoutez-en, puis redémarrez.</translation>
    </message>
    <message>
        <source>Health of the cameras</source>
        <translation>Santé des caméras</translation>
    </message>
    <message numerus="yes">
        <source>%n camera(s) in trouble</source>
        <translation>
            <numerusform>%n caméra en défaut</numerusform>
            <numerusform>%n caméras en défaut</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No camera in trouble of %n watched</source>
        <translation>
            <numerusform>Aucun défaut sur %n caméra suivie</numerusform>
            <numerusform>Aucun défaut sur %n caméras suivies</numerusform>
        </translation>
    </message>
    <message>
        <source>No camera is watched: put some on the wall.</source>
        <translation>Aucune caméra n’est suivie&#xa0;: mettez-en sur le mur.</translation>
    </message>
    <message>
        <source>Choose a camera to see its last hour.</source>
        <translation>Choisissez une caméra pour voir sa dernière heure.</translation>
    </message>
    <message>
        <source>Not watched: put it on the wall to see how it does.</source>
        <translation>Non suivie&#xa0;: mettez-la sur le mur pour la mesurer.</translation>
    </message>
    <message>
        <source>Main stream</source>
        <translation>Flux principal</translation>
    </message>
    <message>
        <source>Small stream</source>
        <translation>Flux réduit</translation>
    </message>
    <message>
        <source>{stream}: {state}</source>
        <translation>{stream}&#xa0;: {state}</translation>
    </message>
    <message>
        <source>Connecting anew: {camera}</source>
        <translation>Reconnexion&#xa0;: {camera}</translation>
    </message>
    <message>
        <source>Sorted by: {column} {arrow}</source>
        <translation>Trié par&#xa0;: {column} {arrow}</translation>
    </message>
</context>
<context>
    <name>IncidentEntry</name>
    <message>
        <source>Still of what was shown</source>
        <translation>Image de ce qui était affiché</translation>
    </message>
    <message>
        <source>Course</source>
        <translation>Déroulé</translation>
    </message>
    <message>
        <source>What happened, who was told…</source>
        <translation>Ce qui s’est passé, qui est avisé…</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>Add the note</source>
        <translation>Ajouter la note</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Entrée</translation>
    </message>
    <message>
        <source>Close with this text</source>
        <translation>Clore avec ce texte</translation>
    </message>
    <message>
        <source>No incident chosen</source>
        <translation>Aucune entrée choisie</translation>
    </message>
    <message>
        <source>No still.</source>
        <translation>Aucune image.</translation>
    </message>
    <message>
        <source>Opening the still…</source>
        <translation>Ouverture de l’image…</translation>
    </message>
    <message>
        <source>As shown at {time}, {width}×{height}. SHA-256 {digest}… checked</source>
        <translation>Telle qu’affichée à {time}, {width}×{height}. SHA-256 {digest}… vérifié</translation>
    </message>
    <message>
        <source>The still cannot be shown.</source>
        <translation>L’image ne peut pas être affichée.</translation>
    </message>
    <message>
        <source>Recording…</source>
        <translation>Enregistrement…</translation>
    </message>
    <message>
        <source>Say how it ended, then close.</source>
        <translation>Dites comment cela s’est terminé, puis clôturez.</translation>
    </message>
    <message>
        <source>Tagged by agent {agent}</source>
        <translation>Signalé par l’agent {agent}</translation>
    </message>
    <message>
        <source>{text} (agent {agent})</source>
        <translation>{text} (agent {agent})</translation>
    </message>
</context>
<context>
    <name>IncidentTable</name>
    <message>
        <source>Time</source>
        <translation>Heure</translation>
    </message>
    <message>
        <source>No.</source>
        <translation>N°</translation>
    </message>
    <message>
        <source>Nature</source>
        <translation>Nature</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Lieu</translation>
    </message>
    <message>
        <source>Last note</source>
        <translation>Suite</translation>
    </message>
    <message>
        <source>State</source>
        <translation>État</translation>
    </message>
</context>
<context>
    <name>IncidentsWorkspace</name>
    <message>
        <source>Period</source>
        <translation>Période</translation>
    </message>
    <message>
        <source>Nature</source>
        <translation>Nature</translation>
    </message>
    <message>
        <source>State</source>
        <translation>État</translation>
    </message>
    <message>
        <source>24 hours</source>
        <translation>24 heures</translation>
    </message>
    <message>
        <source>7 days</source>
        <translation>7 jours</translation>
    </message>
    <message>
        <source>31 days</source>
        <translation>31 jours</translation>
    </message>
    <message>
        <source>All natures</source>
        <translation>Toutes natures</translation>
    </message>
    <message>
        <source>Open and closed</source>
        <translation>Ouvertes et closes</translation>
    </message>
    <message>
        <source>A street, a word, a number… (Ctrl+F)</source>
        <translation>Une rue, un mot, un numéro… (Ctrl+F)</translation>
    </message>
    <message>
        <source>Search the incidents</source>
        <translation>Chercher dans la main courante</translation>
    </message>
    <message>
        <source>Incidents</source>
        <translation>Main courante</translation>
    </message>
    <message>
        <source>No incident passes the filter.</source>
        <translation>Aucune entrée ne répond à ces filtres.</translation>
    </message>
    <message>
        <source>No incident in this period. In Live, F1 to F8 record one.</source>
        <translation>Aucune entrée sur cette période. Dans Direct, F1 à F8 en enregistrent une.</translation>
    </message>
    <message>
        <source>{place}, camera {number}. {moment}</source>
        <translation>{place}, caméra {number}. {moment}</translation>
    </message>
    <message>
        <source>Recorded.</source>
        <translation>Enregistré.</translation>
    </message>
    <message>
        <source>Not recorded; the text is still here.</source>
        <translation>Non enregistré&#xa0;; le texte est resté ici.</translation>
    </message>
</context>
<context>
    <name>IntegrityBanner</name>
    <message>
        <source>Leave this workstation as it is and call the person in charge of it. Exports are refused; the pictures stay live.</source>
        <translation>Laissez ce poste en l’état et prévenez son responsable. Les exports sont refusés&#xa0;; les images restent en direct.</translation>
    </message>
    <message>
        <source>Open the audit</source>
        <translation>Ouvrir l’audit</translation>
    </message>
    <message>
        <source>Account for…</source>
        <translation>Justifier…</translation>
    </message>
    <message>
        <source>Integrity alert since {moment}. {finding}</source>
        <translation>Alerte d’intégrité depuis le {moment}. {finding}</translation>
    </message>
    <message>
        <source>Accounted for by {matricule}, {moment}: “{reason}” What was found: {finding}</source>
        <translation>Justifiée par {matricule}, {moment}&#xa0;: «&#xa0;{reason}&#xa0;» Constat&#xa0;: {finding}</translation>
    </message>
    <message>
        <source>Tell the person in charge of that site. Exports go on here.</source>
        <translation>Prévenez le responsable de cet autre site. Ici, les exports continuent.</translation>
    </message>
    <message>
        <source>Exports go on; anchors that contradict the log go on doing so.</source>
        <translation>Les exports continuent&#xa0;; les ancres qui contredisent le journal continuent de le faire.</translation>
    </message>
    <message>
        <source>Integrity alert. {finding}</source>
        <translation>Alerte d’intégrité. {finding}</translation>
    </message>
</context>
<context>
    <name>KeyboardSheet</name>
    <message>
        <source>Keyboard</source>
        <translation>Clavier</translation>
    </message>
    <message>
        <source>While a text field has the keyboard, only function keys and Ctrl combinations act.</source>
        <translation>Pendant la saisie d’un texte, seules les touches de fonction et les combinaisons avec Ctrl agissent.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Échap</translation>
    </message>
    <message>
        <source>Tag: {nature}</source>
        <translation>Signaler&#xa0;: {nature}</translation>
    </message>
    <message>
        <source>Arrows, Tab</source>
        <translation>Flèches, Tab</translation>
    </message>
    <message>
        <source>Camera numbers are typed without Shift, walls are called with Shift.</source>
        <translation>Les numéros de caméra se tapent sans Maj, les murs s’appellent avec Maj.</translation>
    </message>
    <message>
        <source>Health: sort by the next column</source>
        <translation>Santé&#xa0;: trier par la colonne suivante</translation>
    </message>
    <message>
        <source>Health: connect the camera anew</source>
        <translation>Santé&#xa0;: reconnecter la caméra</translation>
    </message>
    <message>
        <source>Select a tile</source>
        <translation>Choisir une vignette</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Entrée</translation>
    </message>
    <message>
        <source>Enlarge the selected tile</source>
        <translation>Agrandir la vignette choisie</translation>
    </message>
    <message>
        <source>Go back to the wall</source>
        <translation>Revenir au mur</translation>
    </message>
    <message>
        <source>Digits, Enter</source>
        <translation>Chiffres, Entrée</translation>
    </message>
    <message>
        <source>Call the camera of that number</source>
        <translation>Appeler la caméra de ce numéro</translation>
    </message>
    <message>
        <source>PgUp, PgDn, wheel</source>
        <translation>Pg préc., Pg suiv., molette</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Espace</translation>
    </message>
    <message>
        <source>Take a still</source>
        <translation>Prendre une image</translation>
    </message>
    <message>
        <source>Report an offence</source>
        <translation>Constater une infraction</translation>
    </message>
    <message>
        <source>Verbalisation: save the draft</source>
        <translation>Verbalisation&#xa0;: enregistrer le brouillon</translation>
    </message>
    <message>
        <source>Verbalisation: print the report</source>
        <translation>Verbalisation&#xa0;: imprimer le rapport</translation>
    </message>
    <message>
        <source>Verbalisation: all reports</source>
        <translation>Verbalisation&#xa0;: tous les rapports</translation>
    </message>
    <message>
        <source>Audit: verify the log</source>
        <translation>Audit&#xa0;: vérifier le journal</translation>
    </message>
    <message>
        <source>Audit: anchor the log</source>
        <translation>Audit&#xa0;: ancrer le journal</translation>
    </message>
    <message>
        <source>Audit: export the log</source>
        <translation>Audit&#xa0;: exporter le journal</translation>
    </message>
    <message>
        <source>Account for an integrity alert</source>
        <translation>Justifier une alerte d’intégrité</translation>
    </message>
    <message>
        <source>Ctrl+Shift+R</source>
        <translation>Ctrl+Maj+R</translation>
    </message>
    <message>
        <source>Hand over the shift</source>
        <translation>Faire la relève</translation>
    </message>
    <message>
        <source>Shift+1 … 9</source>
        <translation>Maj+1 … 9</translation>
    </message>
    <message>
        <source>Saved walls, then layouts</source>
        <translation>Murs enregistrés, puis dispositions</translation>
    </message>
    <message>
        <source>All layouts, walls and tours</source>
        <translation>Toutes les dispositions, murs et rondes</translation>
    </message>
    <message>
        <source>Save this wall</source>
        <translation>Enregistrer ce mur</translation>
    </message>
    <message>
        <source>Start or stop a tour</source>
        <translation>Lancer ou arrêter une ronde</translation>
    </message>
    <message>
        <source>Pause the tour, or go on</source>
        <translation>Suspendre la ronde, ou la reprendre</translation>
    </message>
    <message>
        <source>Replay the last {seconds} s, or go back</source>
        <translation>Revoir les {seconds} dernières secondes, ou revenir</translation>
    </message>
    <message>
        <source>Look closer, or wider</source>
        <translation>Voir de plus près, ou plus large</translation>
    </message>
    <message>
        <source>One pixel of the camera on one of the screen</source>
        <translation>Un pixel de la caméra pour un de l’écran</translation>
    </message>
    <message>
        <source>Backspace</source>
        <translation>Retour arrière</translation>
    </message>
    <message>
        <source>The whole picture</source>
        <translation>L’image entière</translation>
    </message>
    <message>
        <source>Main stream, small one, or by size</source>
        <translation>Flux principal, réduit, ou selon la taille</translation>
    </message>
    <message>
        <source>Full screen, and back</source>
        <translation>Plein écran, et retour</translation>
    </message>
    <message>
        <source>Ctrl+Shift+N</source>
        <translation>Ctrl+Maj+N</translation>
    </message>
    <message>
        <source>Another window with a wall</source>
        <translation>Une autre fenêtre avec un mur</translation>
    </message>
    <message>
        <source>Close the incident with the text</source>
        <translation>Clore l’entrée avec le texte</translation>
    </message>
    <message>
        <source>Note on the selected incident</source>
        <translation>Note sur l’entrée choisie</translation>
    </message>
    <message>
        <source>Change the reason</source>
        <translation>Changer le motif</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Chercher</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Verrouiller</translation>
    </message>
    <message>
        <source>This sheet</source>
        <translation>Cet aide-mémoire</translation>
    </message>
    <message>
        <source>Workspaces</source>
        <translation>Espaces de travail</translation>
    </message>
    <message>
        <source>Dismiss the notice</source>
        <translation>Masquer l’avis</translation>
    </message>
</context>
<context>
    <name>LayoutEditor</name>
    <message>
        <source>Draw a layout</source>
        <translation>Dessiner une disposition</translation>
    </message>
    <message>
        <source>Show this layout</source>
        <translation>Afficher cette disposition</translation>
    </message>
    <message>
        <source>Places wide</source>
        <translation>Cases en largeur</translation>
    </message>
    <message>
        <source>Places high</source>
        <translation>Cases en hauteur</translation>
    </message>
    <message>
        <source>Drag over places to join them to one tile; click on a larger tile to part it.
Arrows move, with Shift they draw, Enter joins, Delete parts.</source>
        <translation>Glissez sur des cases pour les réunir en une vignette&#xa0;; cliquez sur une grande vignette pour la séparer.
Les flèches déplacent, avec Maj elles dessinent, Entrée réunit, Suppr sépare.</translation>
    </message>
    <message numerus="yes">
        <source>%n tile(s)</source>
        <translation>
            <numerusform>%n vignette</numerusform>
            <numerusform>%n vignettes</numerusform>
        </translation>
    </message>
    <message>
        <source>{tiles} tiles: a wall has {most} at most</source>
        <translation>{tiles} vignettes&#xa0;: un mur en a {most} au plus</translation>
    </message>
</context>
<context>
    <name>LiveWorkspace</name>
    <message>
        <source>Tag from camera {number}</source>
        <translation>Signaler depuis la caméra {number}</translation>
    </message>
    <message>
        <source>Tag from the selected tile</source>
        <translation>Signaler depuis la vignette choisie</translation>
    </message>
</context>
<context>
    <name>NameDialog</name>
    <message>
        <source>Save</source>
        <translation>Enregistrer</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nom</translation>
    </message>
    <message>
        <source>For all agents of the site</source>
        <translation>Pour tous les agents du site</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Remplacer</translation>
    </message>
    <message>
        <source>What has this name now is replaced.</source>
        <translation>Ce qui porte déjà ce nom sera remplacé.</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Not done</source>
        <translation>Non fait</translation>
    </message>
    <message>
        <source>To check</source>
        <translation>À vérifier</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fait</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Masquer</translation>
    </message>
</context>
<context>
    <name>PlateField</name>
    <message>
        <source>Plate</source>
        <translation>Immatriculation</translation>
    </message>
    <message>
        <source>Did you read:</source>
        <translation>Avez-vous lu&#xa0;:</translation>
    </message>
    <message>
        <source>Write {plate}</source>
        <translation>Écrire {plate}</translation>
    </message>
    <message>
        <source>Provisional plate (WW): check that it is still valid.</source>
        <translation>Plaque provisoire (WW)&#xa0;: vérifier qu’elle est encore valable.</translation>
    </message>
</context>
<context>
    <name>Question</name>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
</context>
<context>
    <name>Recording</name>
    <message>
        <source>Still of {camera} kept, {width}×{height}.</source>
        <translation>Image de {camera} conservée, {width}×{height}.</translation>
    </message>
    <message>
        <source>Note recorded.</source>
        <translation>Note enregistrée.</translation>
    </message>
    <message>
        <source>Note not recorded; it is still here.</source>
        <translation>Note non enregistrée&#xa0;; elle est toujours là.</translation>
    </message>
</context>
<context>
    <name>RemoveDialog</name>
    <message>
        <source>Remove “{name}”?</source>
        <translation>Supprimer «&#xa0;{name}&#xa0;»&#xa0;?</translation>
    </message>
    <message>
        <source>Remove the wall</source>
        <translation>Supprimer le mur</translation>
    </message>
    <message>
        <source>Remove the tour</source>
        <translation>Supprimer la ronde</translation>
    </message>
    <message>
        <source>It goes for all agents of the site.</source>
        <translation>La suppression vaut pour tous les agents du site.</translation>
    </message>
    <message>
        <source>What is on the screens stays.</source>
        <translation>Ce qui est à l’écran reste.</translation>
    </message>
    <message numerus="yes">
        <source>%n tour(s) go on without it, or go if they have one step left.</source>
        <translation>
            <numerusform>%n ronde continue sans lui, ou disparaît s’il ne lui reste qu’une étape.</numerusform>
            <numerusform>%n rondes continuent sans lui, ou disparaissent s’il ne leur reste qu’une étape.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReportFormPanel</name>
    <message>
        <source>Place</source>
        <translation>Lieu</translation>
    </message>
    <message>
        <source>Country</source>
        <translation>Pays</translation>
    </message>
    <message>
        <source>Kind of vehicle</source>
        <translation>Genre du véhicule</translation>
    </message>
    <message>
        <source>Make, model</source>
        <translation>Marque, modèle</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Couleur</translation>
    </message>
    <message>
        <source>Observations</source>
        <translation>Observations</translation>
    </message>
    <message>
        <source>Circumstances, as seen live</source>
        <translation>Circonstances, telles que vues en direct</translation>
    </message>
    <message>
        <source>met</source>
        <translation>acquis</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>manquant</translation>
    </message>
    <message>
        <source>Observation</source>
        <translation>Constatation</translation>
    </message>
    <message>
        <source>Offence</source>
        <translation>Infraction</translation>
    </message>
    <message>
        <source>NATINF, article, class</source>
        <translation>NATINF, article, classe</translation>
    </message>
    <message>
        <source>To confirm</source>
        <translation>À confirmer</translation>
    </message>
    <message>
        <source>Observed</source>
        <translation>Constatée</translation>
    </message>
    <message>
        <source>Vehicle</source>
        <translation>Véhicule</translation>
    </message>
    <message>
        <source>Plate</source>
        <translation>Immatriculation</translation>
    </message>
    <message>
        <source>Country, kind</source>
        <translation>Pays, genre</translation>
    </message>
    <message>
        <source>Make, colour</source>
        <translation>Marque, couleur</translation>
    </message>
    <message>
        <source>The agent states</source>
        <translation>L’agent constate</translation>
    </message>
    <message>
        <source>What the law requires</source>
        <translation>Ce que le droit exige</translation>
    </message>
    <message>
        <source>Choose the offence first.</source>
        <translation>Choisissez d’abord l’infraction.</translation>
    </message>
    <message>
        <source>{fixed} €, increased {increased} €</source>
        <translation>forfaitaire {fixed}&#xa0;€, majorée {increased}&#xa0;€</translation>
    </message>
    <message>
        <source>{reduced} € reduced, {fixed} €, increased {increased} €</source>
        <translation>minorée {reduced}&#xa0;€, forfaitaire {fixed}&#xa0;€, majorée {increased}&#xa0;€</translation>
    </message>
    <message>
        <source>{natinf}, {article} Class {class_number}, {fine}. Basis {basis}: {points} point for the holder.</source>
        <translation>{natinf}, {article} Classe {class_number}, {fine}. Fondement {basis}&#xa0;: {points} point retiré au titulaire.</translation>
    </message>
</context>
<context>
    <name>ShiftLog</name>
    <message>
        <source>Nothing recorded yet. F1 to F8 tag what the selected tile shows.</source>
        <translation>Rien d’enregistré. F1 à F8 signalent ce que montre la vignette choisie.</translation>
    </message>
    <message numerus="yes">
        <source>Shift&apos;s log, %n open</source>
        <translation>
            <numerusform>Main courante de la vacation, %n ouverte</numerusform>
            <numerusform>Main courante de la vacation, %n ouvertes</numerusform>
        </translation>
    </message>
    <message>
        <source>Not recorded</source>
        <translation>Non enregistré</translation>
    </message>
    <message>
        <source>Recording…</source>
        <translation>En cours…</translation>
    </message>
    <message>
        <source>No incident chosen</source>
        <translation>Aucune entrée choisie</translation>
    </message>
    <message>
        <source>Note on {number} (N)</source>
        <translation>Note sur {number} (N)</translation>
    </message>
</context>
<context>
    <name>ShotStrip</name>
    <message>
        <source>Space</source>
        <translation>Espace</translation>
    </message>
    <message>
        <source>Shots ({count} of 1 to {most})</source>
        <translation>Images de constatation&#xa0;: {count} (de 1 à {most})</translation>
    </message>
    <message>
        <source>Take shot {number}: {role}</source>
        <translation>Prendre l’image {number}&#xa0;: {role}</translation>
    </message>
    <message>
        <source>Keeping the shot…</source>
        <translation>Enregistrement de l’image…</translation>
    </message>
    <message>
        <source>{number} {role} {time}</source>
        <translation>{number} {role} {time}</translation>
    </message>
    <message>
        <source>SHA-256 {start}…{end}</source>
        <translation>SHA-256 {start}…{end}</translation>
    </message>
</context>
<context>
    <name>SignInPage</name>
    <message>
        <source>Sign in</source>
        <translation>Prise de service</translation>
    </message>
    <message>
        <source>{site}. Every act is recorded under your matricule.</source>
        <translation>{site}. Chaque acte est enregistré sous votre matricule.</translation>
    </message>
    <message>
        <source>Matricule</source>
        <translation>Matricule</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Mot de passe</translation>
    </message>
</context>
<context>
    <name>SpanGrid</name>
    <message>
        <source>Grid of the layout</source>
        <translation>Grille de la disposition</translation>
    </message>
    <message>
        <source>Arrows move, with Shift they draw, Enter joins, Delete parts.</source>
        <translation>Les flèches déplacent, avec Maj elles dessinent, Entrée réunit, Suppr sépare.</translation>
    </message>
</context>
<context>
    <name>StateText</name>
    <message>
        <source>Connecting… {age}</source>
        <translation>Connexion… {age}</translation>
    </message>
    <message>
        <source>Picture late by {age}</source>
        <translation>Image en retard de {age}</translation>
    </message>
    <message>
        <source>Image frozen for {age}</source>
        <translation>Image figée depuis {age}</translation>
    </message>
    <message>
        <source>Image dark for {age}</source>
        <translation>Image noire depuis {age}</translation>
    </message>
    <message>
        <source>Camera covered for {age}</source>
        <translation>Caméra occultée depuis {age}</translation>
    </message>
    <message>
        <source>Out of focus for {age}</source>
        <translation>Image floue depuis {age}</translation>
    </message>
    <message>
        <source>Waiting for a picture… {age}</source>
        <translation>En attente d’une image… {age}</translation>
    </message>
    <message>
        <source>Camera unreachable for {age}</source>
        <translation>Caméra injoignable depuis {age}</translation>
    </message>
    <message>
        <source>Password refused for {age}</source>
        <translation>Mot de passe refusé depuis {age}</translation>
    </message>
    <message>
        <source>Pictures unreadable for {age}</source>
        <translation>Images illisibles depuis {age}</translation>
    </message>
    <message>
        <source>Decoding halted for {age}</source>
        <translation>Décodage suspendu depuis {age}</translation>
    </message>
    <message>
        <source>trying now</source>
        <translation>essai en cours</translation>
    </message>
    <message>
        <source>next try in {wait}</source>
        <translation>nouvel essai dans {wait}</translation>
    </message>
    <message>
        <source>last picture {time}</source>
        <translation>dernière image {time}</translation>
    </message>
</context>
<context>
    <name>Tile</name>
    <message>
        <source>1:1</source>
        <translation>1:1</translation>
    </message>
    <message>
        <source>zoomed ×{factor}</source>
        <translation>zoom ×{factor}</translation>
    </message>
    <message>
        <source>main stream</source>
        <translation>flux principal</translation>
    </message>
    <message>
        <source>small stream</source>
        <translation>flux réduit</translation>
    </message>
    <message>
        <source>masked</source>
        <translation>avec masque</translation>
    </message>
    <message>
        <source>REPLAY</source>
        <translation>DIFFÉRÉ</translation>
    </message>
    <message>
        <source>REPLAY −{age}  {time}</source>
        <translation>DIFFÉRÉ −{age}  {time}</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Time</source>
        <translation>Heure</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Verrouiller</translation>
    </message>
    <message>
        <source>Change the reason</source>
        <translation>Changer le motif</translation>
    </message>
    <message>
        <source>Keyboard</source>
        <translation>Clavier</translation>
    </message>
    <message>
        <source>Hand over the shift…</source>
        <translation>Faire la relève…</translation>
    </message>
    <message>
        <source>Ctrl+Shift+R</source>
        <translation>Ctrl+Maj+R</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Fin de service</translation>
    </message>
    <message>
        <source>Reason: {reason}</source>
        <translation>Motif&#xa0;: {reason}</translation>
    </message>
    <message>
        <source>Reason of the acts from now on:</source>
        <translation>Motif des actes à partir de maintenant&#xa0;:</translation>
    </message>
    <message>
        <source>Database unreachable</source>
        <translation>Base de données injoignable</translation>
    </message>
    <message numerus="yes">
        <source>Database unreachable, %n act(s) wait</source>
        <translation>
            <numerusform>Base injoignable, %n acte en attente</numerusform>
            <numerusform>Base injoignable, %n actes en attente</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n act(s) wait for the database</source>
        <translation>
            <numerusform>%n acte attend la base</numerusform>
            <numerusform>%n actes attendent la base</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TourEditor</name>
    <message>
        <source>New tour</source>
        <translation>Nouvelle ronde</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Enregistrer</translation>
    </message>
    <message>
        <source>Cameras on the selected tile</source>
        <translation>Caméras sur la vignette choisie</translation>
    </message>
    <message>
        <source>Saved walls</source>
        <translation>Murs enregistrés</translation>
    </message>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source>For all agents of the site</source>
        <translation>Pour tous les agents du site</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nom</translation>
    </message>
    <message>
        <source>Shows</source>
        <translation>Montre</translation>
    </message>
    <message>
        <source>Time for each step</source>
        <translation>Durée de chaque étape</translation>
    </message>
    <message>
        <source>Enter or a double click adds</source>
        <translation>Entrée ou un double clic ajoute</translation>
    </message>
    <message>
        <source>Steps: Del removes, Ctrl+↑ and Ctrl+↓ move</source>
        <translation>Étapes&#xa0;: Suppr retire, Ctrl+↑ et Ctrl+↓ déplacent</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Remplacer</translation>
    </message>
    <message numerus="yes">
        <source>Choose %n step(s) at least.</source>
        <translation>
            <numerusform>Choisissez au moins %n étape.</numerusform>
            <numerusform>Choisissez au moins %n étapes.</numerusform>
        </translation>
    </message>
    <message>
        <source>Give the tour a name.</source>
        <translation>Donnez un nom à la ronde.</translation>
    </message>
    <message>
        <source>T starts and stops it; any act of yours pauses it.</source>
        <translation>T la lance et l’arrête&#xa0;; tout acte de votre part la met en pause.</translation>
    </message>
</context>
<context>
    <name>UnlockPanel</name>
    <message>
        <source>Locked</source>
        <translation>Verrouillé</translation>
    </message>
    <message>
        <source>The pictures run on. Nothing can be done until the console is unlocked.</source>
        <translation>Les images continuent. Aucun acte n’est possible avant le déverrouillage.</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>Déverrouiller</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Mot de passe</translation>
    </message>
    <message>
        <source>Sign out and hand over</source>
        <translation>Fin de service et relève</translation>
    </message>
    <message>
        <source>Locked by {agent}</source>
        <translation>Verrouillé par {agent}</translation>
    </message>
</context>
<context>
    <name>VerbalisationWorkspace</name>
    <message>
        <source>Save the draft</source>
        <translation>Enregistrer le brouillon</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>Imprimer</translation>
    </message>
    <message>
        <source>Open the PDF</source>
        <translation>Ouvrir le PDF</translation>
    </message>
    <message>
        <source>All reports</source>
        <translation>Tous les rapports</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Enregistrement…</translation>
    </message>
    <message>
        <source>Keeping the shot…</source>
        <translation>Enregistrement de l’image…</translation>
    </message>
    <message>
        <source>Opening the report…</source>
        <translation>Ouverture du rapport…</translation>
    </message>
    <message>
        <source>Printing…</source>
        <translation>Impression…</translation>
    </message>
    <message>
        <source>Printed: {file}</source>
        <translation>Imprimé&#xa0;: {file}</translation>
    </message>
    <message>
        <source>Report {number}</source>
        <translation>Rapport {number}</translation>
    </message>
    <message>
        <source>no shot yet</source>
        <translation>aucune image prise</translation>
    </message>
    <message>
        <source>{day}, {time}, live</source>
        <translation>le {day} à {time}, en direct</translation>
    </message>
    <message>
        <source>{day}, {start} to {end}, live</source>
        <translation>le {day} de {start} à {end}, en direct</translation>
    </message>
    <message>
        <source>Not saved yet</source>
        <translation>Pas encore enregistré</translation>
    </message>
    <message>
        <source>Version {number} saved at {time}</source>
        <translation>Version {number} enregistrée à {time}</translation>
    </message>
    <message>
        <source>{saved}; changes since are not saved</source>
        <translation>{saved}&#xa0;; modifié depuis, non enregistré</translation>
    </message>
    <message>
        <source>A draft is not a PVe. The PVe is made in the approved tool, which numbers it.</source>
        <translation>Un brouillon n’est pas un PVe. Le PVe se fait dans l’outil agréé, qui lui donne son numéro.</translation>
    </message>
</context>
<context>
    <name>VideoWall</name>
    <message>
        <source>Video wall</source>
        <translation>Mur d’images</translation>
    </message>
    <message>
        <source>No camera yet. Add the cameras to the site file, then start Vigie again.</source>
        <translation>Aucune caméra. Ajoutez les caméras au fichier du site, puis relancez Vigie.</translation>
    </message>
    <message>
        <source>Selected camera: {camera}</source>
        <translation>Caméra choisie&#xa0;: {camera}</translation>
    </message>
    <message>
        <source>No camera selected</source>
        <translation>Aucune caméra choisie</translation>
    </message>
</context>
<context>
    <name>ViewList</name>
    <message>
        <source>Walls and tours</source>
        <translation>Murs et rondes</translation>
    </message>
    <message>
        <source>Layouts…</source>
        <translation>Dispositions…</translation>
    </message>
    <message>
        <source>Shift+{digit}</source>
        <translation>Maj+{digit}</translation>
    </message>
    <message>
        <source>{name}, {seconds} s</source>
        <translation>{name}, {seconds} s</translation>
    </message>
    <message>
        <source>tour</source>
        <translation>ronde</translation>
    </message>
</context>
<context>
    <name>WallControls</name>
    <message>
        <source>Save this wall</source>
        <translation>Enregistrer ce mur</translation>
    </message>
    <message>
        <source>Rename “{name}”</source>
        <translation>Renommer «&#xa0;{name}&#xa0;»</translation>
    </message>
    <message>
        <source>Tour “{name}” started.</source>
        <translation>Ronde «&#xa0;{name}&#xa0;» lancée.</translation>
    </message>
    <message>
        <source>Tour “{name}” stopped.</source>
        <translation>Ronde «&#xa0;{name}&#xa0;» arrêtée.</translation>
    </message>
    <message>
        <source>Tour paused, . continues.</source>
        <translation>Ronde en pause. La touche «&#xa0;.&#xa0;» la reprend.</translation>
    </message>
    <message>
        <source>paused (key .)</source>
        <translation>en pause (touche .)</translation>
    </message>
    <message>
        <source>next in {seconds} s</source>
        <translation>suite dans {seconds} s</translation>
    </message>
</context>
<context>
    <name>WallPicker</name>
    <message>
        <source>Layouts, walls, tours</source>
        <translation>Dispositions, murs, rondes</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Renommer</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Supprimer</translation>
    </message>
    <message>
        <source>Del</source>
        <translation>Suppr</translation>
    </message>
    <message>
        <source>Layouts</source>
        <translation>Dispositions</translation>
    </message>
    <message>
        <source>Walls and tours</source>
        <translation>Murs et rondes</translation>
    </message>
    <message>
        <source>Nothing is kept yet.

Arrange the wall, then save it with L.</source>
        <translation>Rien n’est encore enregistré.

Composez le mur, puis enregistrez-le avec L.</translation>
    </message>
    <message>
        <source>Draw a layout</source>
        <translation>Dessiner une disposition</translation>
    </message>
    <message>
        <source>Save this wall</source>
        <translation>Enregistrer ce mur</translation>
    </message>
    <message>
        <source>New tour</source>
        <translation>Nouvelle ronde</translation>
    </message>
    <message>
        <source>New window</source>
        <translation>Nouvelle fenêtre</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Échap</translation>
    </message>
    <message>
        <source>tour, {steps} steps of {seconds} s</source>
        <translation>ronde, {steps} étapes de {seconds} s</translation>
    </message>
    <message>
        <source>{name} (site)</source>
        <translation>{name} (site)</translation>
    </message>
    <message>
        <source>{layout}
Shift+{digit}</source>
        <translation>{layout}
Maj+{digit}</translation>
    </message>
</context>
<context>
    <name>WallShelf</name>
    <message>
        <source>Wall “{name}” saved.</source>
        <translation>Mur «&#xa0;{name}&#xa0;» enregistré.</translation>
    </message>
    <message>
        <source>Wall “{before}” is now called “{name}”.</source>
        <translation>Le mur «&#xa0;{before}&#xa0;» s’appelle maintenant «&#xa0;{name}&#xa0;».</translation>
    </message>
    <message>
        <source>Wall “{name}” removed.</source>
        <translation>Mur «&#xa0;{name}&#xa0;» supprimé.</translation>
    </message>
    <message>
        <source>Tour “{name}” removed.</source>
        <translation>Ronde «&#xa0;{name}&#xa0;» supprimée.</translation>
    </message>
    <message>
        <source>Tour “{name}” saved.</source>
        <translation>Ronde «&#xa0;{name}&#xa0;» enregistrée.</translation>
    </message>
</context>
<context>
    <name>WallWindow</name>
    <message>
        <source>Vigie, wall {number}</source>
        <translation>Vigie, mur {number}</translation>
    </message>
</context>
<context>
    <name>_CameraRow</name>
    <message>
        <source>VV</source>
        <translation>VV</translation>
    </message>
    <message>
        <source>Authorised for vidéo-verbalisation</source>
        <translation>Autorisée pour la vidéo-verbalisation</translation>
    </message>
    <message>
        <source>Not watched: its state is not known</source>
        <translation>Non suivie&#xa0;: son état n’est pas connu</translation>
    </message>
</context>
<context>
    <name>_Choice</name>
    <message>
        <source>Choose…</source>
        <translation>Choisir…</translation>
    </message>
</context>
<context>
    <name>_OffenceField</name>
    <message>
        <source>Offence</source>
        <translation>Infraction</translation>
    </message>
    <message>
        <source>Type a word or a NATINF number</source>
        <translation>Tapez un mot ou un numéro NATINF</translation>
    </message>
</context>
<context>
    <name>acts</name>
    <message>
        <source>Console started</source>
        <translation>Console démarrée</translation>
    </message>
    <message>
        <source>Console stopped</source>
        <translation>Console arrêtée</translation>
    </message>
    <message>
        <source>Signed in</source>
        <translation>Prise de service</translation>
    </message>
    <message>
        <source>Sign-in refused</source>
        <translation>Prise de service refusée</translation>
    </message>
    <message>
        <source>Signed out</source>
        <translation>Fin de service</translation>
    </message>
    <message>
        <source>Console locked</source>
        <translation>Console verrouillée</translation>
    </message>
    <message>
        <source>Console unlocked</source>
        <translation>Console déverrouillée</translation>
    </message>
    <message>
        <source>Unlocking refused</source>
        <translation>Déverrouillage refusé</translation>
    </message>
    <message>
        <source>Reason changed</source>
        <translation>Motif changé</translation>
    </message>
    <message>
        <source>Account created</source>
        <translation>Compte créé</translation>
    </message>
    <message>
        <source>Act refused</source>
        <translation>Acte refusé</translation>
    </message>
    <message>
        <source>Wall shown</source>
        <translation>Affichage du mur</translation>
    </message>
    <message>
        <source>Wall saved</source>
        <translation>Mur enregistré</translation>
    </message>
    <message>
        <source>Wall renamed</source>
        <translation>Mur renommé</translation>
    </message>
    <message>
        <source>Wall removed</source>
        <translation>Mur supprimé</translation>
    </message>
    <message>
        <source>Wall remembered</source>
        <translation>Mur mémorisé</translation>
    </message>
    <message>
        <source>Tour saved</source>
        <translation>Ronde enregistrée</translation>
    </message>
    <message>
        <source>Tour removed</source>
        <translation>Ronde supprimée</translation>
    </message>
    <message>
        <source>Camera enlarged</source>
        <translation>Caméra agrandie</translation>
    </message>
    <message>
        <source>Camera no longer enlarged</source>
        <translation>Fin d’agrandissement</translation>
    </message>
    <message>
        <source>Camera replayed</source>
        <translation>Caméra revue en différé</translation>
    </message>
    <message>
        <source>Camera&apos;s state changed</source>
        <translation>Changement d’état d’une caméra</translation>
    </message>
    <message>
        <source>Still kept</source>
        <translation>Image conservée</translation>
    </message>
    <message>
        <source>Still looked at</source>
        <translation>Image consultée</translation>
    </message>
    <message>
        <source>Incident recorded</source>
        <translation>Entrée de main courante</translation>
    </message>
    <message>
        <source>Incident note added</source>
        <translation>Note de main courante</translation>
    </message>
    <message>
        <source>Incident closed</source>
        <translation>Entrée close</translation>
    </message>
    <message>
        <source>Report opened</source>
        <translation>Rapport ouvert</translation>
    </message>
    <message>
        <source>Shot added to a report</source>
        <translation>Image de constatation</translation>
    </message>
    <message>
        <source>Report saved</source>
        <translation>Rapport enregistré</translation>
    </message>
    <message>
        <source>Report printed</source>
        <translation>Rapport imprimé</translation>
    </message>
    <message>
        <source>Report looked at</source>
        <translation>Rapport consulté</translation>
    </message>
    <message>
        <source>Audit log looked at</source>
        <translation>Journal d’audit consulté</translation>
    </message>
    <message>
        <source>Audit log verified</source>
        <translation>Journal d’audit vérifié</translation>
    </message>
    <message>
        <source>Audit log anchored</source>
        <translation>Journal d’audit ancré</translation>
    </message>
    <message>
        <source>Audit log exported</source>
        <translation>Journal exporté</translation>
    </message>
    <message>
        <source>Old entries erased</source>
        <translation>Entrées anciennes purgées</translation>
    </message>
    <message>
        <source>Personal data erased</source>
        <translation>Données personnelles effacées</translation>
    </message>
    <message>
        <source>Integrity alert</source>
        <translation>Alerte d’intégrité</translation>
    </message>
    <message>
        <source>Alert accounted for</source>
        <translation>Alerte justifiée</translation>
    </message>
    <message>
        <source>Signing key changed</source>
        <translation>Clé de signature renouvelée</translation>
    </message>
    <message>
        <source>Shift handed over</source>
        <translation>Relève faite</translation>
    </message>
    <message>
        <source>Waiting acts recorded</source>
        <translation>Actes en attente enregistrés</translation>
    </message>
    <message>
        <source>Clock set</source>
        <translation>Horloge mise à l’heure</translation>
    </message>
    <message>
        <source>Database backed up</source>
        <translation>Base sauvegardée</translation>
    </message>
    <message>
        <source>Database restored</source>
        <translation>Base restaurée</translation>
    </message>
    <message>
        <source>Place of the database stated</source>
        <translation>Emplacement de la base déclaré</translation>
    </message>
    <message>
        <source>Guards of the log put back</source>
        <translation>Protections remises en place</translation>
    </message>
    <message>
        <source>Room on the disk changed</source>
        <translation>Place disponible sur le disque</translation>
    </message>
    <message>
        <source>Evidence files checked</source>
        <translation>Fichiers de preuve contrôlés</translation>
    </message>
    <message>
        <source>Records checked</source>
        <translation>Enregistrements contrôlés</translation>
    </message>
    <message>
        <source>Log of another site witnessed</source>
        <translation>Journal d’un autre site attesté</translation>
    </message>
</context>
<context>
    <name>anchors</name>
    <message>
        <source>folder elsewhere</source>
        <translation>dossier externe</translation>
    </message>
    <message>
        <source>witness</source>
        <translation>témoin</translation>
    </message>
    <message>
        <source>time stamp</source>
        <translation>horodatage</translation>
    </message>
    <message>
        <source>paper</source>
        <translation>papier</translation>
    </message>
    <message>
        <source>No anchor written to {folder} ({reason}).</source>
        <translation>Aucune ancre écrite dans {folder} ({reason}).</translation>
    </message>
    <message>
        <source>The other anchors are not concerned.</source>
        <translation>Les autres ancres ne sont pas concernées.</translation>
    </message>
    <message>
        <source>Connect the disk or share; Vigie tries again by itself.</source>
        <translation>Reconnectez le disque ou le partage&#xa0;; Vigie réessaie d’elle-même.</translation>
    </message>
    <message>
        <source>The anchor {name} in {folder} is not of the history of this log.</source>
        <translation>L’ancre {name} dans {folder} ne correspond pas à l’historique de ce journal.</translation>
    </message>
    <message>
        <source>It was left as it is; the new one is kept beside it.</source>
        <translation>Elle a été laissée telle quelle&#xa0;; la nouvelle est gardée à côté.</translation>
    </message>
    <message>
        <source>Do not remove any of them; call the person in charge of the site.</source>
        <translation>N’en supprimez aucune&#xa0;; appelez le responsable du site.</translation>
    </message>
    <message>
        <source>No time stamp from {url}: {reason}</source>
        <translation>Pas d’horodatage par {url}&#xa0;: {reason}</translation>
    </message>
    <message>
        <source>Vigie tries again by itself; tell the administrator.</source>
        <translation>Vigie réessaie d’elle-même&#xa0;; prévenez l’administrateur.</translation>
    </message>
    <message>
        <source>the server does not answer.</source>
        <translation>le serveur ne répond pas.</translation>
    </message>
    <message>
        <source>the server refuses to sign.</source>
        <translation>le serveur refuse de signer.</translation>
    </message>
    <message>
        <source>its answer is not to be believed.</source>
        <translation>sa réponse n’est pas digne de foi.</translation>
    </message>
    <message>
        <source>Cannot listen at {address} ({reason}).</source>
        <translation>Impossible d’écouter sur {address} ({reason}).</translation>
    </message>
    <message>
        <source>Checkpoints of other workstations are not kept here; the rest works.</source>
        <translation>Les points de contrôle des autres postes ne sont pas conservés ici&#xa0;; le reste fonctionne.</translation>
    </message>
    <message>
        <source>Correct witness_listen in the settings, then start again.</source>
        <translation>Corrigez witness_listen dans les réglages, puis redémarrez.</translation>
    </message>
    <message>
        <source>The witness {url} did not sign: {reason}</source>
        <translation>Le témoin {url} n’a pas signé&#xa0;: {reason}</translation>
    </message>
    <message>
        <source>The witness {url} holds another history of this log.</source>
        <translation>Le témoin {url} détient un autre historique de ce journal.</translation>
    </message>
    <message>
        <source>This database was put back to an older state, or copied and carried on.</source>
        <translation>Cette base a été ramenée à un état antérieur, ou copiée puis continuée ailleurs.</translation>
    </message>
    <message>
        <source>Leave everything as it is; tell the person in charge of the site.</source>
        <translation>Laissez tout en l’état&#xa0;; prévenez le responsable du site.</translation>
    </message>
    <message>
        <source>it refuses and does not show why.</source>
        <translation>il refuse sans en donner la preuve.</translation>
    </message>
    <message>
        <source>its signature is not to be believed.</source>
        <translation>sa signature n’est pas digne de foi.</translation>
    </message>
    <message>
        <source>it does not answer.</source>
        <translation>il ne répond pas.</translation>
    </message>
    <message>
        <source>it was not told of this log&apos;s site key.</source>
        <translation>la clé de site de ce journal ne lui a pas été déclarée.</translation>
    </message>
    <message>
        <source>it cannot keep checkpoints now.</source>
        <translation>il ne peut pas conserver de points de contrôle actuellement.</translation>
    </message>
</context>
<context>
    <name>backups</name>
    <message>
        <source>Its log is not the one in use.</source>
        <translation>Son journal n’est pas celui qui est en service.</translation>
    </message>
    <message>
        <source>The backup {path} cannot be used. {why}</source>
        <translation>La sauvegarde {path} ne peut pas servir. {why}</translation>
    </message>
    <message>
        <source>The database in use was not changed.</source>
        <translation>La base en service n’a pas été modifiée.</translation>
    </message>
    <message>
        <source>Older backups are kept: take one of them. vigie audit verify tells whether the database in use is sound.</source>
        <translation>Les sauvegardes plus anciennes sont conservées&#xa0;: prenez l’une d’elles. vigie audit verify dit si la base en service est intègre.</translation>
    </message>
    <message>
        <source>No backup was made. {why}</source>
        <translation>Aucune sauvegarde n’a été faite. {why}</translation>
    </message>
    <message>
        <source>The database in use was not changed, and older backups are kept.</source>
        <translation>La base en service n’a pas été modifiée, et les sauvegardes antérieures sont conservées.</translation>
    </message>
    <message>
        <source>vigie audit verify tells whether the database in use is sound.</source>
        <translation>vigie audit verify indique si la base en service est intègre.</translation>
    </message>
    <message>
        <source>No backup was made, and no older one removed: while an integrity alert stands, any of them may be the last sound one.</source>
        <translation>Aucune sauvegarde n’a été faite et aucune ancienne n’a été supprimée&#xa0;: tant qu’une alerte d’intégrité est en cours, chacune peut être la dernière qui soit intègre.</translation>
    </message>
    <message>
        <source>Free space on that disk, or copy older backups to another and then go on.</source>
        <translation>Libérez de la place sur ce disque, ou copiez d’anciennes sauvegardes sur un autre, puis reprenez.</translation>
    </message>
    <message>
        <source>The file is damaged or cut short.</source>
        <translation>Le fichier est endommagé ou tronqué.</translation>
    </message>
    <message>
        <source>It is not there, or this user may not read it.</source>
        <translation>Elle n’existe pas, ou cet utilisateur n’a pas le droit de la lire.</translation>
    </message>
    <message>
        <source>Entries put back: {size}. The audit log says so.</source>
        <translation>Entrées remises en place&#xa0;: {size}. Le journal d’audit le dit.</translation>
    </message>
    <message>
        <source>No later entry was known here.</source>
        <translation>Aucune entrée plus récente n’était connue ici.</translation>
    </message>
    <message>
        <source>Lost: entries {first} to {last} ({count} known here), recorded after the backup, and the records that they speak of.</source>
        <translation>Perdu&#xa0;: les entrées {first} à {last} ({count} connues ici), consignées après la sauvegarde, et les enregistrements dont elles parlent.</translation>
    </message>
    <message>
        <source>Lost: entry {first}, recorded after the backup, and the record that it speaks of.</source>
        <translation>Perdu&#xa0;: l’entrée {first}, consignée après la sauvegarde, et l’enregistrement dont elle parle.</translation>
    </message>
    <message>
        <source>Anchors of lost entries on shares, at witnesses and on shift reports contradict the log from now on, and rightly: they prove that those entries were there. Keep them. When an integrity alert tells of it, a supervisor accounts for it in the console, with the reason.</source>
        <translation>Les ancres des entrées perdues, sur les partages, chez les témoins et sur les rapports de vacation, contredisent désormais le journal, et à raison&#xa0;: elles prouvent que ces entrées existaient. Conservez-les. Quand une alerte d’intégrité le signale, un chef de salle la justifie dans la console, en indiquant la cause.</translation>
    </message>
    <message>
        <source>The database in use before is kept as {aside}.</source>
        <translation>La base en service auparavant est conservée sous {aside}.</translation>
    </message>
    <message>
        <source>The backup {path} is of another site.</source>
        <translation>La sauvegarde {path} est celle d’un autre site.</translation>
    </message>
    <message>
        <source>Take a backup of this site, or put its folder keys into the data folder first.</source>
        <translation>Prenez une sauvegarde de ce site, ou placez d’abord son dossier keys dans le dossier de données.</translation>
    </message>
</context>
<context>
    <name>catalogue</name>
    <message>
        <source>{file}, {key}: {mistake}.</source>
        <translation>{file}, {key}&#xa0;: {mistake}.</translation>
    </message>
    <message>
        <source>The catalogue was not loaded.</source>
        <translation>Le catalogue n’a pas été chargé.</translation>
    </message>
    <message>
        <source>Correct the file, or install Vigie again.</source>
        <translation>Corrigez le fichier, ou réinstallez Vigie.</translation>
    </message>
</context>
<context>
    <name>colours</name>
    <message>
        <source>White</source>
        <translation>Blanc</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>Gris</translation>
    </message>
    <message>
        <source>Black</source>
        <translation>Noir</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>Bleu</translation>
    </message>
    <message>
        <source>Red</source>
        <translation>Rouge</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>Vert</translation>
    </message>
    <message>
        <source>Yellow</source>
        <translation>Jaune</translation>
    </message>
    <message>
        <source>Orange</source>
        <translation>Orange</translation>
    </message>
    <message>
        <source>Brown</source>
        <translation>Marron</translation>
    </message>
    <message>
        <source>Beige</source>
        <translation>Beige</translation>
    </message>
    <message>
        <source>Several colours</source>
        <translation>Plusieurs couleurs</translation>
    </message>
</context>
<context>
    <name>command line</name>
    <message>
        <source>Internal fault, reference {reference}.</source>
        <translation>Erreur interne, référence {reference}.</translation>
    </message>
    <message>
        <source>Internal fault, reference {reference}. Details are in {log}.</source>
        <translation>Erreur interne, référence {reference}. Les détails sont dans {log}.</translation>
    </message>
    <message>
        <source>Workstation of a centre de supervision urbain.</source>
        <translation>Poste de travail d’un centre de supervision urbain.</translation>
    </message>
    <message>
        <source>data folder (default: %(default)s)</source>
        <translation>dossier de données (par défaut&#xa0;: %(default)s)</translation>
    </message>
    <message>
        <source>COMMAND</source>
        <translation>COMMANDE</translation>
    </message>
    <message>
        <source>FILE</source>
        <translation>FICHIER</translation>
    </message>
    <message>
        <source>open the console (default)</source>
        <translation>ouvrir la console (par défaut)</translation>
    </message>
    <message>
        <source>rewrite FILE each second with what the console shows</source>
        <translation>récrire FICHIER chaque seconde avec ce que montre la console</translation>
    </message>
    <message>
        <source>open the console on a simulated town</source>
        <translation>ouvrir la console sur une ville simulée</translation>
    </message>
    <message>
        <source>video files to show instead of the drawn scenes</source>
        <translation>fichiers vidéo à montrer à la place des scènes dessinées</translation>
    </message>
    <message>
        <source>site file with the town&apos;s cameras</source>
        <translation>fichier du site, avec les caméras de la ville</translation>
    </message>
    <message>
        <source>FOLDER</source>
        <translation>DOSSIER</translation>
    </message>
    <message>
        <source>check the audit log, or export it</source>
        <translation>vérifier ou exporter le journal d’audit</translation>
    </message>
    <message>
        <source>check every entry, checkpoint and anchor</source>
        <translation>vérifier chaque entrée, chaque point de contrôle et chaque ancre</translation>
    </message>
    <message>
        <source>Checks the audit log itself, not the records and files beside it, against all anchors that the settings name; nothing is changed or recorded. Exit code: 0 sound, 1 altered, 2 truncated or rolled back, 3 cannot be verified, 4 unreadable.</source>
        <translation>Vérifie le journal d’audit lui-même, sans les données ni les fichiers qui l’accompagnent, avec toutes les ancres que nomment les réglages&#xa0;; rien n’est modifié ni enregistré. Code de sortie&#xa0;: 0 intègre, 1 altéré, 2 tronqué ou ramené à un état antérieur, 3 invérifiable, 4 illisible.</translation>
    </message>
    <message>
        <source>a checkpoint kept outside the database</source>
        <translation>un point de contrôle gardé hors de la base</translation>
    </message>
    <message>
        <source>the log&apos;s public keys (default: those of the data folder)</source>
        <translation>les clés publiques du journal (par défaut&#xa0;: celles du dossier de données)</translation>
    </message>
    <message>
        <source>certificates (PEM) that time stamps must lead to</source>
        <translation>certificats (PEM) auxquels les horodatages doivent remonter</translation>
    </message>
    <message>
        <source>write the log into a folder that anyone can check</source>
        <translation>écrire le journal dans un dossier que chacun peut vérifier</translation>
    </message>
    <message>
        <source>Writes the log as C2SP tiles, with its keys, its anchors, and a program that checks it without Vigie. The export is itself an act in the log.</source>
        <translation>Écrit le journal en tuiles C2SP, avec ses clés, ses ancres et un programme qui le vérifie sans Vigie. L’export est lui-même un acte inscrit au journal.</translation>
    </message>
    <message>
        <source>with the personal data kept beside the entries</source>
        <translation>avec les données personnelles conservées à côté des entrées</translation>
    </message>
    <message>
        <source>erase the personal texts of one incident</source>
        <translation>efface les textes personnels d’un incident</translation>
    </message>
    <message>
        <source>Erases what was written about persons in one incident, before its time, and says so in the log, which verifies as before. Asks for a supervisor&apos;s password; the console is closed. Backups and exports made before still hold the texts.</source>
        <translation>Efface, avant son terme, ce qui a été écrit sur des personnes dans un incident, et l’inscrit au journal, qui se vérifie comme avant. Demande le mot de passe d’un superviseur&#xa0;; la console est fermée. Les sauvegardes et les exports antérieurs contiennent encore ces textes.</translation>
    </message>
    <message>
        <source>MATRICULE</source>
        <translation>MATRICULE</translation>
    </message>
    <message>
        <source>the supervisor who erases</source>
        <translation>le superviseur qui efface</translation>
    </message>
    <message>
        <source>TEXT</source>
        <translation>TEXTE</translation>
    </message>
    <message>
        <source>the ground, as a person&apos;s request; without the person&apos;s name</source>
        <translation>le fondement, par exemple la demande d’une personne&#xa0;; sans son nom</translation>
    </message>
    <message>
        <source>{size} entries exported to {folder}.</source>
        <translation>{size} entrées exportées dans {folder}.</translation>
    </message>
    <message>
        <source>Texts of incident {number} erased: {count}. The audit log says so.</source>
        <translation>Textes effacés de l’incident {number}&#xa0;: {count}. Le journal d’audit l’indique.</translation>
    </message>
    <message>
        <source>{done} of {of} entries</source>
        <translation>{done} entrées sur {of}</translation>
    </message>
    <message>
        <source>where the records are, and their backups</source>
        <translation>où sont les enregistrements, et leurs sauvegardes</translation>
    </message>
    <message>
        <source>accounts of agents</source>
        <translation>comptes des agents</translation>
    </message>
    <message>
        <source>add an agent; asks for the password</source>
        <translation>ajouter un agent&#xa0;; le mot de passe est demandé</translation>
    </message>
    <message>
        <source>the town&apos;s cameras</source>
        <translation>caméras de la ville</translation>
    </message>
    <message>
        <source>list the cameras</source>
        <translation>énumérer les caméras</translation>
    </message>
    <message>
        <source>connect to cameras and tell their state</source>
        <translation>se connecter aux caméras et dire leur état</translation>
    </message>
    <message>
        <source>NUMBER</source>
        <translation>NUMÉRO</translation>
    </message>
    <message>
        <source>Password of {matricule}: </source>
        <translation>Mot de passe de {matricule}&#xa0;: </translation>
    </message>
    <message>
        <source>Agent {matricule} added.</source>
        <translation>Agent {matricule} ajouté.</translation>
    </message>
    <message>
        <source>put the site&apos;s records on a PostgreSQL server</source>
        <translation>mettre les enregistrements du site sur un serveur PostgreSQL</translation>
    </message>
    <message>
        <source>Copies every record byte for byte into an empty database, verifies the audit log before and after, and lets this workstation use the server from now on. The file is kept under another name.</source>
        <translation>Copie chaque enregistrement octet par octet dans une base vide, vérifie le journal d’audit avant et après, et fait désormais travailler ce poste sur le serveur. Le fichier est conservé sous un autre nom.</translation>
    </message>
    <message>
        <source>add this workstation to a site on a server</source>
        <translation>ajouter ce poste à un site placé sur un serveur</translation>
    </message>
    <message>
        <source>Makes a signing key for this workstation, which the site&apos;s key certifies.</source>
        <translation>Crée pour ce poste une clé de signature, que la clé du site certifie.</translation>
    </message>
    <message>
        <source>NAME</source>
        <translation>NOM</translation>
    </message>
    <message>
        <source>its name in the audit log, used by no other</source>
        <translation>son nom dans le journal d’audit, qu’aucun autre n’utilise</translation>
    </message>
    <message>
        <source>state that the database is rightly here</source>
        <translation>déclarer que la base est bien à sa place ici</translation>
    </message>
    <message>
        <source>After the data folder was moved to another place or computer: records that this copy, and no other, is the site&apos;s. The alert that its move raised ends; anchors that contradict it go on doing so.</source>
        <translation>Après le déplacement du dossier de données vers un autre emplacement ou un autre ordinateur&#xa0;: enregistre que cette copie, et aucune autre, est celle du site. L’alerte levée par le déplacement prend fin&#xa0;; les ancres qui la contredisent continuent de le faire.</translation>
    </message>
    <message>
        <source>the site&apos;s private key (default: that of the data folder)</source>
        <translation>clé privée du site (par défaut&#xa0;: celle du dossier de données)</translation>
    </message>
    <message>
        <source>The console is closed. The backup is verified first, a database file in use is kept aside, and the audit log tells how many entries were lost. Where the settings name a server, its database must be empty.</source>
        <translation>La console est fermée. La sauvegarde est d’abord vérifiée, le fichier de base en service est conservé à part, et le journal d’audit dit combien d’entrées ont été perdues. Si les réglages désignent un serveur, sa base doit être vide.</translation>
    </message>
    <message>
        <source>Stated in entry {seq}: the site&apos;s database is {path}.</source>
        <translation>Déclaré par l’entrée {seq}&#xa0;: la base du site est {path}.</translation>
    </message>
    <message>
        <source>The site is on {server}: {size} entries verified before and after. The file is kept as {path}.</source>
        <translation>Le site est sur {server}&#xa0;: {size} entrées vérifiées avant et après. Le fichier est conservé sous {path}.</translation>
    </message>
    <message>
        <source>The workstation {name} writes to {server}.</source>
        <translation>Le poste {name} écrit sur {server}.</translation>
    </message>
    <message>
        <source>check the evidence files</source>
        <translation>contrôler les fichiers de preuve</translation>
    </message>
    <message>
        <source>read every evidence file and compare it</source>
        <translation>relire et comparer chaque fichier de preuve</translation>
    </message>
    <message>
        <source>Compares the evidence files with the records and the audit log; nothing is changed. Exit code: 0 sound, 1 missing or altered, 4 unreadable.</source>
        <translation>Compare les fichiers de preuve aux enregistrements et au journal d’audit&#xa0;; rien n’est modifié. Code de sortie&#xa0;: 0 intègres, 1 manquants ou altérés, 4 illisibles.</translation>
    </message>
    <message>
        <source>make a verified backup now; an open console does so by itself</source>
        <translation>faire maintenant une sauvegarde vérifiée&#xa0;; une console ouverte le fait d’elle-même</translation>
    </message>
    <message>
        <source>put a backup in the database&apos;s place</source>
        <translation>remettre une sauvegarde à la place de la base</translation>
    </message>
    <message>
        <source>check the file, its log and the records against it</source>
        <translation>contrôler le fichier, son journal, et les enregistrements d’après lui</translation>
    </message>
    <message>
        <source>Exit code: 0 sound, 1 altered, 2 truncated or rolled back, 3 cannot be verified, 4 unreadable.</source>
        <translation>Code de sortie&#xa0;: 0 intègre, 1 altéré, 2 tronqué ou ramené à un état antérieur, 3 invérifiable, 4 illisible.</translation>
    </message>
    <message>
        <source>Backup {path}: {size} entries, restored and verified.</source>
        <translation>Sauvegarde {path}&#xa0;: {size} entrées, restaurée et vérifiée.</translation>
    </message>
</context>
<context>
    <name>countries</name>
    <message>
        <source>France</source>
        <translation>France</translation>
    </message>
    <message>
        <source>Germany</source>
        <translation>Allemagne</translation>
    </message>
    <message>
        <source>Belgium</source>
        <translation>Belgique</translation>
    </message>
    <message>
        <source>Spain</source>
        <translation>Espagne</translation>
    </message>
    <message>
        <source>Italy</source>
        <translation>Italie</translation>
    </message>
    <message>
        <source>Luxembourg</source>
        <translation>Luxembourg</translation>
    </message>
    <message>
        <source>Netherlands</source>
        <translation>Pays-Bas</translation>
    </message>
    <message>
        <source>Poland</source>
        <translation>Pologne</translation>
    </message>
    <message>
        <source>Portugal</source>
        <translation>Portugal</translation>
    </message>
    <message>
        <source>Romania</source>
        <translation>Roumanie</translation>
    </message>
    <message>
        <source>United Kingdom</source>
        <translation>Royaume-Uni</translation>
    </message>
    <message>
        <source>Switzerland</source>
        <translation>Suisse</translation>
    </message>
    <message>
        <source>Other country</source>
        <translation>Autre pays</translation>
    </message>
</context>
<context>
    <name>demo</name>
    <message>
        <source>The simulated town did not start: {reason}</source>
        <translation>La ville simulée n’a pas démarré&#xa0;: {reason}</translation>
    </message>
    <message>
        <source>The demonstration cannot be shown.</source>
        <translation>La démonstration ne peut pas être montrée.</translation>
    </message>
    <message>
        <source>{remedy}</source>
        <translation>{remedy}</translation>
    </message>
    <message>
        <source>No display: visiting on a virtual screen (Xvfb), about half a minute.</source>
        <translation>Pas d’écran&#xa0;: visite sur un écran virtuel (Xvfb), une demi-minute environ.</translation>
    </message>
    <message>
        <source>Drawing the town, this once: {percent} %</source>
        <translation>Dessin de la ville, la première fois seulement&#xa0;: {percent}&#xa0;%</translation>
    </message>
    <message>
        <source>Sign in with one of these accounts:</source>
        <translation>Prenez votre service avec l’un de ces comptes&#xa0;:</translation>
    </message>
    <message>
        <source>  {matricule}  {role}, password {password}</source>
        <translation>  {matricule}  {role}, mot de passe {password}</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>oui</translation>
    </message>
    <message>
        <source>no</source>
        <translation>non</translation>
    </message>
    <message>
        <source>Visit passed: pictures live, incident {incident}, report {report}.</source>
        <translation>Visite réussie&#xa0;: images en direct, entrée {incident} de la main courante, rapport {report}.</translation>
    </message>
    <message>
        <source>Visit failed: pictures live: {live}, incident: {incident}, report: {report}.</source>
        <translation>Visite manquée&#xa0;: images en direct&#xa0;: {live}, entrée de main courante&#xa0;: {incident}, rapport&#xa0;: {report}.</translation>
    </message>
    <message>
        <source>Screenshots and summary: {folder}</source>
        <translation>Captures d’écran et bilan&#xa0;: {folder}</translation>
    </message>
</context>
<context>
    <name>details of entries</name>
    <message>
        <source>Before</source>
        <translation>Avant</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Après</translation>
    </message>
    <message>
        <source>Seconds since the change</source>
        <translation>Secondes depuis le changement</translation>
    </message>
    <message>
        <source>Changes without an entry</source>
        <translation>Changements sans entrée</translation>
    </message>
    <message>
        <source>Cameras</source>
        <translation>Caméras</translation>
    </message>
    <message>
        <source>Entry of the alert</source>
        <translation>Entrée de l’alerte</translation>
    </message>
    <message>
        <source>Cause stated</source>
        <translation>Cause indiquée</translation>
    </message>
    <message>
        <source>Marks of what was found</source>
        <translation>Empreintes des constats</translation>
    </message>
</context>
<context>
    <name>disk levels</name>
    <message>
        <source>enough room</source>
        <translation>place suffisante</translation>
    </message>
    <message>
        <source>low</source>
        <translation>place réduite</translation>
    </message>
    <message>
        <source>nearly full</source>
        <translation>presque plein</translation>
    </message>
</context>
<context>
    <name>errors</name>
    <message>
        <source>Not allowed: {act}.</source>
        <translation>Non permis&#xa0;: {act}.</translation>
    </message>
    <message>
        <source>Nothing was done; the refusal is in the audit log.</source>
        <translation>Rien n’a été fait&#xa0;; le refus est au journal d’audit.</translation>
    </message>
    <message>
        <source>Ask a supervisor, or sign in with the right account.</source>
        <translation>Demandez au chef de salle, ou prenez votre service avec le bon compte.</translation>
    </message>
    <message>
        <source>Settings not usable ({source}): {mistakes}.</source>
        <translation>Réglages inutilisables ({source})&#xa0;: {mistakes}.</translation>
    </message>
    <message>
        <source>The data folder {path} cannot be made ({reason}).</source>
        <translation>Le dossier de données {path} ne peut pas être créé ({reason}).</translation>
    </message>
    <message>
        <source>Nothing was started.</source>
        <translation>Rien n’a été démarré.</translation>
    </message>
    <message>
        <source>Name a folder that this user may write with --data.</source>
        <translation>Indiquez avec --data un dossier où cet utilisateur peut écrire.</translation>
    </message>
    <message>
        <source>Correct them, then start again.</source>
        <translation>Corrigez-les, puis relancez.</translation>
    </message>
    <message>
        <source>There is no site file {path}.</source>
        <translation>Il n’y a pas de fichier du site {path}.</translation>
    </message>
    <message>
        <source>Write one after the model of {example}, or name another with --site.</source>
        <translation>Écrivez-en un sur le modèle de {example}, ou indiquez-en un autre avec --site.</translation>
    </message>
    <message>
        <source>The site file cannot be used.</source>
        <translation>Le fichier du site ne peut pas être utilisé.</translation>
    </message>
    <message>
        <source>There is no camera {number}.</source>
        <translation>Il n’y a pas de caméra {number}.</translation>
    </message>
    <message>
        <source>Nothing was done.</source>
        <translation>Rien n’a été fait.</translation>
    </message>
    <message>
        <source>Known numbers: {known}.</source>
        <translation>Numéros connus&#xa0;: {known}.</translation>
    </message>
    <message>
        <source>Verification stopped.</source>
        <translation>Vérification arrêtée.</translation>
    </message>
    <message>
        <source>Nothing was concluded, nothing was recorded.</source>
        <translation>Rien n’est conclu, rien n’est enregistré.</translation>
    </message>
    <message>
        <source>Start it again when there is time.</source>
        <translation>Relancez-la quand vous aurez le temps.</translation>
    </message>
    <message>
        <source>No camera on the selected tile.</source>
        <translation>Aucune caméra sur la vignette choisie.</translation>
    </message>
    <message>
        <source>{camera}: the live picture is not on the screen yet.</source>
        <translation>{camera}&#xa0;: l’image en direct n’est pas encore à l’écran.</translation>
    </message>
    <message>
        <source>{camera} is not live ({state}).</source>
        <translation>{camera} n’est pas en direct ({state}).</translation>
    </message>
    <message>
        <source>Nothing was recorded: a picture must be seen live.</source>
        <translation>Rien n’est enregistré&#xa0;: l’image doit être vue en direct.</translation>
    </message>
    <message>
        <source>Select a tile that is live, or wait for the camera.</source>
        <translation>Choisissez une vignette en direct, ou attendez la caméra.</translation>
    </message>
    <message>
        <source>{camera}: nothing to replay yet.</source>
        <translation>{camera}&#xa0;: rien à revoir pour l’instant.</translation>
    </message>
    <message>
        <source>The tile stays as it is.</source>
        <translation>La vignette reste telle quelle.</translation>
    </message>
    <message>
        <source>Pictures are kept from the moment the camera is on the wall.</source>
        <translation>Les images sont gardées à partir du moment où la caméra est sur le mur.</translation>
    </message>
    <message>
        <source>{camera}: this is a replay, not live.</source>
        <translation>{camera}&#xa0;: c’est du différé, pas le direct.</translation>
    </message>
    <message>
        <source>R goes back to the live picture.</source>
        <translation>R revient à l’image en direct.</translation>
    </message>
    <message>
        <source>No camera has the number {number}.</source>
        <translation>Aucune caméra ne porte le numéro {number}.</translation>
    </message>
    <message>
        <source>The wall stays as it is.</source>
        <translation>Le mur reste tel quel.</translation>
    </message>
    <message>
        <source>Numbers are in the list of cameras: Ctrl+F searches.</source>
        <translation>Les numéros sont dans la liste des caméras&#xa0;: Ctrl+F pour chercher.</translation>
    </message>
    <message>
        <source>Your role may not draft reports.</source>
        <translation>Votre fonction ne permet pas de rédiger de rapport.</translation>
    </message>
    <message>
        <source>No report was opened.</source>
        <translation>Aucun rapport n’a été ouvert.</translation>
    </message>
    <message>
        <source>Internal fault, reference {reference}.</source>
        <translation>Erreur interne, référence {reference}.</translation>
    </message>
    <message>
        <source>What was asked for was not done.</source>
        <translation>Ce qui était demandé n’a pas été fait.</translation>
    </message>
    <message>
        <source>Try again; if it returns, give the reference to support.</source>
        <translation>Réessayez&#xa0;; si elle revient, donnez la référence à l’assistance.</translation>
    </message>
    <message>
        <source>No shot from camera {camera}: {reason}.</source>
        <translation>Pas d’image de la caméra {camera}&#xa0;: {reason}.</translation>
    </message>
    <message>
        <source>Nothing was kept.</source>
        <translation>Rien n’est conservé.</translation>
    </message>
    <message>
        <source>Wait for a live picture, then take the shot again.</source>
        <translation>Attendez l’image en direct, puis reprenez l’image.</translation>
    </message>
    <message>
        <source>its full stream is not open</source>
        <translation>son flux principal n’est pas ouvert</translation>
    </message>
    <message>
        <source>its full stream is not on screen yet</source>
        <translation>son flux principal n’est pas encore à l’écran</translation>
    </message>
    <message>
        <source>that picture is no longer held</source>
        <translation>cette image n’est plus en mémoire</translation>
    </message>
    <message>
        <source>the camera&apos;s host did not answer in time</source>
        <translation>le processus de la caméra n’a pas répondu à temps</translation>
    </message>
    <message>
        <source>Nothing more can be recorded until it ends; the pictures stay live.</source>
        <translation>Rien ne peut plus être enregistré tant que cela dure&#xa0;; les images restent en direct.</translation>
    </message>
    <message>
        <source>There is no display to open the console on.</source>
        <translation>Il n’y a pas d’écran où ouvrir la console.</translation>
    </message>
    <message>
        <source>Start Vigie from a desktop session.</source>
        <translation>Lancez Vigie depuis une session de bureau.</translation>
    </message>
    <message>
        <source>The status file {path} cannot be written ({reason}).</source>
        <translation>Le fichier d’état {path} ne peut pas être écrit ({reason}).</translation>
    </message>
    <message>
        <source>Whoever watches this console from outside sees it late.</source>
        <translation>Qui surveille cette console de l’extérieur la voit en retard.</translation>
    </message>
    <message>
        <source>Free space there, or name another file with --status.</source>
        <translation>Libérez-y de la place, ou indiquez un autre fichier avec --status.</translation>
    </message>
    <message>
        <source>The tour “{name}” has fewer than two steps left.</source>
        <translation>La ronde «&#xa0;{name}&#xa0;» n’a plus deux étapes.</translation>
    </message>
    <message>
        <source>Make the tour again: G shows the tours.</source>
        <translation>Créez de nouveau la ronde&#xa0;: G montre les rondes.</translation>
    </message>
    <message>
        <source>No tour is kept yet.</source>
        <translation>Aucune ronde n’est encore enregistrée.</translation>
    </message>
    <message>
        <source>Make one: G, then N.</source>
        <translation>Créez-en une&#xa0;: G, puis N.</translation>
    </message>
    <message>
        <source>The remarks are longer than {most} characters.</source>
        <translation>Les consignes dépassent {most} caractères.</translation>
    </message>
    <message>
        <source>Nothing was handed over.</source>
        <translation>La relève n’est pas faite.</translation>
    </message>
    <message>
        <source>Shorten them.</source>
        <translation>Raccourcissez-les.</translation>
    </message>
    <message>
        <source>Export stopped.</source>
        <translation>Export arrêté.</translation>
    </message>
    <message>
        <source>Nothing was exported, nothing was recorded.</source>
        <translation>Rien n’a été exporté ni consigné.</translation>
    </message>
</context>
<context>
    <name>evidence check</name>
    <message>
        <source>The evidence folder is of another site.</source>
        <translation>Le dossier des preuves est celui d’un autre site.</translation>
    </message>
    <message>
        <source>The evidence folder is not the one that this database was used with.</source>
        <translation>Le dossier des preuves n’est pas celui avec lequel cette base a servi.</translation>
    </message>
    <message>
        <source>The evidence folder has lost its mark: it was emptied or replaced.</source>
        <translation>Le dossier des preuves a perdu sa marque&#xa0;: il a été vidé ou remplacé.</translation>
    </message>
    <message>
        <source>The database is older than the evidence folder: only one was restored.</source>
        <translation>La base est plus ancienne que le dossier des preuves&#xa0;: un seul des deux a été restauré.</translation>
    </message>
    <message>
        <source>The evidence files are sound ({read} read through).</source>
        <translation>Les fichiers de preuve sont intègres ({read} relus).</translation>
    </message>
    <message>
        <source>Evidence files are missing or altered ({read} read through).</source>
        <translation>Des fichiers de preuve manquent ou ont été altérés ({read} relus).</translation>
    </message>
    <message>
        <source>Missing: {name}</source>
        <translation>Manquant&#xa0;: {name}</translation>
    </message>
    <message>
        <source>Altered: {name}</source>
        <translation>Altéré&#xa0;: {name}</translation>
    </message>
    <message>
        <source>Named by no record: {name}</source>
        <translation>Cité dans aucun enregistrement&#xa0;: {name}</translation>
    </message>
</context>
<context>
    <name>export</name>
    <message>
        <source>What an export that was cut short had left there was removed.</source>
        <translation>Ce qu’un export interrompu avait laissé à cet endroit a été supprimé.</translation>
    </message>
    <message>
        <source>Nothing was exported.</source>
        <translation>Rien n’a été exporté.</translation>
    </message>
    <message>
        <source>{path} is there already.</source>
        <translation>{path} existe déjà.</translation>
    </message>
    <message>
        <source>Name a new folder, or take that one away.</source>
        <translation>Indiquez un nouveau dossier, ou déplacez celui-là.</translation>
    </message>
    <message>
        <source>The audit log is not what was signed.</source>
        <translation>Le journal d’audit n’est pas ce qui a été signé.</translation>
    </message>
    <message>
        <source>Have the log verified whole; tell the person in charge of the site.</source>
        <translation>Faites vérifier le journal entier&#xa0;; prévenez le responsable du site.</translation>
    </message>
</context>
<context>
    <name>hand-over</name>
    <message>
        <source>Sign the log, change its key, erase the old one</source>
        <translation>Signer le journal, renouveler sa clé, effacer l’ancienne</translation>
    </message>
    <message>
        <source>Anchor the log outside this workstation</source>
        <translation>Ancrer le journal hors du poste</translation>
    </message>
    <message>
        <source>Back up the database</source>
        <translation>Sauvegarder la base</translation>
    </message>
    <message>
        <source>Write the shift report (PDF), to print and sign</source>
        <translation>Éditer le rapport de vacation (PDF), à imprimer et signer</translation>
    </message>
    <message>
        <source>Record the hand-over</source>
        <translation>Consigner la relève</translation>
    </message>
    <message>
        <source>The site key is not at hand: the log goes on with the key of the shift that ends.</source>
        <translation>La clé du site n’est pas disponible&#xa0;: le journal continue avec la clé de la vacation qui s’achève.</translation>
    </message>
    <message>
        <source>{what} {remedy}</source>
        <translation>{what} {remedy}</translation>
    </message>
</context>
<context>
    <name>health</name>
    <message>
        <source>connecting</source>
        <translation>connexion</translation>
    </message>
    <message>
        <source>live</source>
        <translation>en direct</translation>
    </message>
    <message>
        <source>late</source>
        <translation>en retard</translation>
    </message>
    <message>
        <source>frozen</source>
        <translation>figée</translation>
    </message>
    <message>
        <source>dark</source>
        <translation>noire</translation>
    </message>
    <message>
        <source>covered</source>
        <translation>occultée</translation>
    </message>
    <message>
        <source>out of focus</source>
        <translation>floue</translation>
    </message>
    <message>
        <source>received</source>
        <translation>non affichée</translation>
    </message>
    <message>
        <source>unreachable</source>
        <translation>injoignable</translation>
    </message>
    <message>
        <source>password refused</source>
        <translation>accès refusé</translation>
    </message>
    <message>
        <source>unreadable</source>
        <translation>illisible</translation>
    </message>
    <message>
        <source>decoding halted</source>
        <translation>suspendue</translation>
    </message>
</context>
<context>
    <name>incident notes</name>
    <message>
        <source>(text erased)</source>
        <translation>(texte effacé)</translation>
    </message>
</context>
<context>
    <name>incident states</name>
    <message>
        <source>Open</source>
        <translation>Ouverte</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>Close</translation>
    </message>
</context>
<context>
    <name>integrity</name>
    <message>
        <source>Not exported. {alert}</source>
        <translation>Export refusé. {alert}</translation>
    </message>
    <message>
        <source>Nothing was written; the wall and the acts go on.</source>
        <translation>Rien n’a été écrit&#xa0;; le mur d’images et l’enregistrement des actes continuent.</translation>
    </message>
    <message>
        <source>Call the person in charge of the site. Who knows the cause accounts for the alert in the console (Ctrl+J).</source>
        <translation>Appelez le responsable du site. Le chef de salle qui connaît la cause justifie l’alerte dans la console (Ctrl+J).</translation>
    </message>
    <message>
        <source>The reason is missing or too long.</source>
        <translation>La cause manque ou est trop longue.</translation>
    </message>
    <message>
        <source>The alert stands as before.</source>
        <translation>L’alerte reste en cours.</translation>
    </message>
    <message>
        <source>Write 1 to {at_most} characters, without a person’s name.</source>
        <translation>Écrivez de 1 à {at_most} caractères, sans nom de personne.</translation>
    </message>
    <message>
        <source>This alert cannot be accounted for now.</source>
        <translation>Cette alerte ne peut pas être justifiée maintenant.</translation>
    </message>
    <message>
        <source>Nothing was recorded.</source>
        <translation>Rien n’a été enregistré.</translation>
    </message>
    <message>
        <source>Look at the alerts that stand, then try again.</source>
        <translation>Regardez les alertes affichées, puis réessayez.</translation>
    </message>
    <message>
        <source>Records differ from the audit log: {count}. The first: {record}.</source>
        <translation>Enregistrements qui diffèrent du journal d’audit&#xa0;: {count}. Le premier&#xa0;: {record}.</translation>
    </message>
    <message>
        <source>Evidence files of {workstation} are missing or altered: {count}. The first: {name}.</source>
        <translation>Fichiers de preuve de {workstation} manquants ou altérés&#xa0;: {count}. Le premier&#xa0;: {name}.</translation>
    </message>
    <message>
        <source>{finding} Accounted for by {matricule}: “{reason}”</source>
        <translation>{finding} Justifiée par {matricule}&#xa0;: «&#xa0;{reason}&#xa0;»</translation>
    </message>
    <message>
        <source>The log {origin}, witnessed here, shows two histories of {size} entries.</source>
        <translation>Le journal {origin}, attesté ici, montre deux historiques différents de {size} entrées.</translation>
    </message>
</context>
<context>
    <name>kinds of act</name>
    <message>
        <source>collection</source>
        <translation>collecte</translation>
    </message>
    <message>
        <source>modification</source>
        <translation>modification</translation>
    </message>
    <message>
        <source>consultation</source>
        <translation>consultation</translation>
    </message>
    <message>
        <source>communication</source>
        <translation>communication</translation>
    </message>
    <message>
        <source>erasure</source>
        <translation>effacement</translation>
    </message>
    <message>
        <source>system</source>
        <translation>système</translation>
    </message>
</context>
<context>
    <name>natures</name>
    <message>
        <source>Breach of the peace</source>
        <translation>Trouble à la tranquillité</translation>
    </message>
    <message>
        <source>Fight, violence</source>
        <translation>Rixe, violences</translation>
    </message>
    <message>
        <source>Damage</source>
        <translation>Dégradation</translation>
    </message>
    <message>
        <source>Theft, crime</source>
        <translation>Vol, délinquance</translation>
    </message>
    <message>
        <source>Parking</source>
        <translation>Stationnement</translation>
    </message>
    <message>
        <source>Accident</source>
        <translation>Accident</translation>
    </message>
    <message>
        <source>Waste dumping</source>
        <translation>Dépôt sauvage</translation>
    </message>
    <message>
        <source>Person in danger</source>
        <translation>Personne en danger</translation>
    </message>
</context>
<context>
    <name>permissions</name>
    <message>
        <source>watch the cameras</source>
        <translation>regarder les caméras</translation>
    </message>
    <message>
        <source>record in the incident log</source>
        <translation>écrire dans la main courante</translation>
    </message>
    <message>
        <source>share walls and tours with the site</source>
        <translation>partager des murs et des rondes avec le site</translation>
    </message>
    <message>
        <source>draft a report</source>
        <translation>rédiger un rapport</translation>
    </message>
    <message>
        <source>read the reports</source>
        <translation>lire les rapports</translation>
    </message>
    <message>
        <source>read the audit log</source>
        <translation>lire le journal d’audit</translation>
    </message>
    <message>
        <source>manage agents</source>
        <translation>gérer les agents</translation>
    </message>
    <message>
        <source>erase personal data</source>
        <translation>effacer des données personnelles</translation>
    </message>
    <message>
        <source>account for an integrity alert</source>
        <translation>justifier une alerte d’intégrité</translation>
    </message>
</context>
<context>
    <name>plates</name>
    <message>
        <source>{letter} is never used on a plate of the form AB-123-CD.</source>
        <translation>La lettre {letter} n’existe pas sur une plaque de la forme AB-123-CD.</translation>
    </message>
    <message>
        <source>The number 000 does not exist.</source>
        <translation>Le nombre 000 n’existe pas.</translation>
    </message>
    <message>
        <source>The letters SS are never used on a plate.</source>
        <translation>Les lettres SS n’existent pas sur une plaque.</translation>
    </message>
    <message>
        <source>Not a French form. Expected AB-123-CD, AB-12-C (moped) or 1234 AB 75.</source>
        <translation>Forme française impossible. Attendu&#xa0;: AB-123-CD, AB-12-C (cyclomoteur) ou 1234 AB 75.</translation>
    </message>
    <message>
        <source>Expected 2 to 12 letters, digits, spaces or dashes.</source>
        <translation>Attendu&#xa0;: 2 à 12 lettres, chiffres, espaces ou tirets.</translation>
    </message>
</context>
<context>
    <name>priorities</name>
    <message>
        <source>Urgent</source>
        <translation>Urgent</translation>
    </message>
    <message>
        <source>Soon</source>
        <translation>À traiter</translation>
    </message>
    <message>
        <source>Ordinary</source>
        <translation>Ordinaire</translation>
    </message>
</context>
<context>
    <name>qualities</name>
    <message>
        <source>none</source>
        <translation>aucune</translation>
    </message>
    <message>
        <source>public-way surveillance agent (ASVP)</source>
        <translation>agent de surveillance de la voie publique (ASVP)</translation>
    </message>
    <message>
        <source>municipal police officer</source>
        <translation>agent de police municipale</translation>
    </message>
</context>
<context>
    <name>reasons</name>
    <message>
        <source>Prevention, public tranquillity</source>
        <translation>Prévention, tranquillité publique</translation>
    </message>
    <message>
        <source>Checking a call</source>
        <translation>Levée de doute sur appel</translation>
    </message>
    <message>
        <source>Help to a person</source>
        <translation>Secours à personne</translation>
    </message>
    <message>
        <source>Fire</source>
        <translation>Incendie</translation>
    </message>
    <message>
        <source>Accident, traffic</source>
        <translation>Accident, circulation</translation>
    </message>
    <message>
        <source>Traffic or parking offence</source>
        <translation>Infraction routière, stationnement</translation>
    </message>
    <message>
        <source>Waste dumping</source>
        <translation>Dépôt sauvage</translation>
    </message>
    <message>
        <source>Protection of a public building</source>
        <translation>Protection d’un bâtiment public</translation>
    </message>
    <message>
        <source>Event, gathering</source>
        <translation>Événement, rassemblement</translation>
    </message>
    <message>
        <source>Request of the national police</source>
        <translation>Demande de la police ou de la gendarmerie</translation>
    </message>
    <message>
        <source>Control, audit</source>
        <translation>Contrôle, audit</translation>
    </message>
    <message>
        <source>Maintenance</source>
        <translation>Maintenance</translation>
    </message>
</context>
<context>
    <name>record check</name>
    <message>
        <source>{record} is not what entry {seq} recorded.</source>
        <translation>{record}&#xa0;: diffère de ce que l’entrée {seq} a enregistré.</translation>
    </message>
    <message>
        <source>{record}, recorded by entry {seq}, is gone.</source>
        <translation>{record}&#xa0;: disparu, alors que l’entrée {seq} l’a enregistré.</translation>
    </message>
    <message>
        <source>{record} was recorded by no entry.</source>
        <translation>{record}&#xa0;: aucune entrée du journal ne l’a enregistré.</translation>
    </message>
    <message>
        <source>{record} cannot be read.</source>
        <translation>{record}&#xa0;: enregistrement illisible.</translation>
    </message>
    <message>
        <source>The records are what the audit log tells.</source>
        <translation>Les enregistrements sont ceux que rapporte le journal d’audit.</translation>
    </message>
    <message>
        <source>Records differ from the audit log: {count}.</source>
        <translation>Enregistrements qui diffèrent du journal d’audit&#xa0;: {count}.</translation>
    </message>
    <message>
        <source>Incident {name}</source>
        <translation>Entrée de main courante {name}</translation>
    </message>
    <message>
        <source>Report {name}</source>
        <translation>Rapport {name}</translation>
    </message>
    <message>
        <source>Still {name}</source>
        <translation>Image {name}</translation>
    </message>
    <message>
        <source>Account number {name}</source>
        <translation>Compte numéro {name}</translation>
    </message>
</context>
<context>
    <name>refusal</name>
    <message>
        <source>Close Vigie</source>
        <translation>Fermer Vigie</translation>
    </message>
</context>
<context>
    <name>report errors</name>
    <message>
        <source>Nothing was recorded; the refusal is in the audit log.</source>
        <translation>Rien n’a été enregistré&#xa0;; le refus est au journal d’audit.</translation>
    </message>
    <message>
        <source>Nothing was recorded.</source>
        <translation>Rien n’a été enregistré.</translation>
    </message>
    <message>
        <source>An agent of quality “{quality}” may not record offences.</source>
        <translation>Un agent de qualité «&#xa0;{quality}&#xa0;» ne peut pas constater d’infraction.</translation>
    </message>
    <message>
        <source>Call a municipal police officer or an ASVP.</source>
        <translation>Appelez un agent de police municipale ou un ASVP.</translation>
    </message>
    <message>
        <source>Camera {camera} is not authorised for vidéo-verbalisation.</source>
        <translation>La caméra {camera} n’est pas autorisée pour la vidéo-verbalisation.</translation>
    </message>
    <message>
        <source>Choose a camera that is authorised for it.</source>
        <translation>Choisissez une caméra qui y est autorisée.</translation>
    </message>
    <message>
        <source>Camera {camera}: order {order} covers {first} to {last}, not {day}.</source>
        <translation>Caméra {camera}&#xa0;: l’arrêté {order} vaut du {first} au {last}, pas le {day}.</translation>
    </message>
    <message>
        <source>Have the authorisation renewed, then enter it.</source>
        <translation>Faites renouveler l’autorisation, puis saisissez-la.</translation>
    </message>
    <message>
        <source>Camera {camera} is not live: {health}.</source>
        <translation>La caméra {camera} n’est pas en direct&#xa0;: {health}.</translation>
    </message>
    <message>
        <source>Wait for the live picture, then press V again.</source>
        <translation>Attendez l’image en direct, puis appuyez de nouveau sur V.</translation>
    </message>
    <message>
        <source>Take the shot again from the live picture.</source>
        <translation>Reprenez l’image sur le direct.</translation>
    </message>
    <message>
        <source>The report has its {most} shots.</source>
        <translation>Le rapport a ses {most} images.</translation>
    </message>
    <message>
        <source>Open another report for another offence.</source>
        <translation>Ouvrez un autre rapport pour une autre infraction.</translation>
    </message>
    <message>
        <source>Report {number} belongs to agent {matricule}.</source>
        <translation>Le rapport {number} est celui de l’agent {matricule}.</translation>
    </message>
    <message>
        <source>Only that agent may add to it; you may read it.</source>
        <translation>Seul cet agent peut le compléter&#xa0;; vous pouvez le lire.</translation>
    </message>
    <message>
        <source>NATINF {natinf} is not in the catalogue of that day.</source>
        <translation>NATINF {natinf} n’est pas au catalogue de ce jour.</translation>
    </message>
    <message>
        <source>Choose an offence from the list.</source>
        <translation>Choisissez une infraction de la liste.</translation>
    </message>
    <message>
        <source>NATINF {natinf} may not be recorded by: {quality}.</source>
        <translation>NATINF {natinf} ne peut pas être constatée par&#xa0;: {quality}.</translation>
    </message>
    <message>
        <source>Call an agent who is competent for it.</source>
        <translation>Appelez un agent compétent.</translation>
    </message>
    <message>
        <source>This report is not in the register.</source>
        <translation>Ce rapport n’est pas au registre.</translation>
    </message>
    <message>
        <source>Reload the list of reports.</source>
        <translation>Rechargez la liste des rapports.</translation>
    </message>
    <message>
        <source>Report {number} was never saved.</source>
        <translation>Le rapport {number} n’a jamais été enregistré.</translation>
    </message>
    <message>
        <source>Nothing was printed.</source>
        <translation>Rien n’a été imprimé.</translation>
    </message>
    <message>
        <source>Save it, then print.</source>
        <translation>Enregistrez-le, puis imprimez.</translation>
    </message>
    <message>
        <source>A text is longer than {at_most} signs.</source>
        <translation>Un texte dépasse {at_most} signes.</translation>
    </message>
    <message>
        <source>Shorten it, then save again.</source>
        <translation>Raccourcissez-le, puis enregistrez de nouveau.</translation>
    </message>
</context>
<context>
    <name>report states</name>
    <message>
        <source>Draft</source>
        <translation>Brouillon</translation>
    </message>
</context>
<context>
    <name>reports</name>
    <message>
        <source>The shot comes from another camera.</source>
        <translation>L’image vient d’une autre caméra.</translation>
    </message>
    <message>
        <source>The shot is not in full resolution.</source>
        <translation>L’image n’est pas en pleine résolution.</translation>
    </message>
    <message>
        <source>The picture was not live: {health}.</source>
        <translation>L’image n’était pas en direct&#xa0;: {health}.</translation>
    </message>
    <message>
        <source>The shot was asked for too long ago.</source>
        <translation>L’image a été demandée il y a trop longtemps.</translation>
    </message>
    <message>
        <source>The picture was {seconds} s old.</source>
        <translation>L’image avait {seconds} s.</translation>
    </message>
    <message>
        <source>Choose the offence</source>
        <translation>Choisir l’infraction</translation>
    </message>
    <message>
        <source>This entry of the catalogue is not in force today</source>
        <translation>Cette ligne du catalogue n’est pas en vigueur aujourd’hui</translation>
    </message>
    <message>
        <source>Offence recorded without stopping the driver ({basis})</source>
        <translation>Infraction constatable sans interception ({basis})</translation>
    </message>
    <message>
        <source>Agent&apos;s competence: choose the offence first</source>
        <translation>Compétence de l’agent&#xa0;: choisir d’abord l’infraction</translation>
    </message>
    <message>
        <source>Agent competent for this offence</source>
        <translation>Agent compétent pour cette infraction</translation>
    </message>
    <message>
        <source>Agent not competent for this offence ({quality})</source>
        <translation>Agent non compétent pour cette infraction ({quality})</translation>
    </message>
    <message>
        <source>Camera not authorised for vidéo-verbalisation</source>
        <translation>Caméra non autorisée pour la vidéo-verbalisation</translation>
    </message>
    <message>
        <source>Camera authorised, order in force until {until}</source>
        <translation>Caméra autorisée, arrêté valable jusqu’au {until}</translation>
    </message>
    <message>
        <source>Order of the camera not in force (until {until})</source>
        <translation>Arrêté de la caméra non valable (jusqu’au {until})</translation>
    </message>
    <message>
        <source>Shots taken live, not from a recording</source>
        <translation>Images prises en direct, pas sur un enregistrement</translation>
    </message>
    <message>
        <source>Take at least one live shot</source>
        <translation>Prendre au moins une image en direct</translation>
    </message>
    <message>
        <source>Read the plate</source>
        <translation>Relever l’immatriculation</translation>
    </message>
    <message>
        <source>Plate has a possible form</source>
        <translation>Immatriculation de forme possible</translation>
    </message>
    <message>
        <source>Vehicle described: kind and make</source>
        <translation>Véhicule décrit&#xa0;: genre et marque</translation>
    </message>
    <message>
        <source>Say the kind and the make of the vehicle</source>
        <translation>Préciser le genre et la marque du véhicule</translation>
    </message>
    <message>
        <source>Place is said</source>
        <translation>Lieu précisé</translation>
    </message>
    <message>
        <source>Say the place</source>
        <translation>Préciser le lieu</translation>
    </message>
    <message>
        <source>Stated: {statement}</source>
        <translation>Constaté&#xa0;: {statement}</translation>
    </message>
    <message>
        <source>To state: {statement}</source>
        <translation>À constater&#xa0;: {statement}</translation>
    </message>
    <message>
        <source>Circumstances are written</source>
        <translation>Circonstances écrites</translation>
    </message>
    <message>
        <source>Observations: write the circumstances</source>
        <translation>Observations&#xa0;: écrire les circonstances</translation>
    </message>
</context>
<context>
    <name>results</name>
    <message>
        <source>done</source>
        <translation>fait</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>refusé</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>échoué</translation>
    </message>
</context>
<context>
    <name>retention</name>
    <message>
        <source>Incident {number} has no personal text to erase.</source>
        <translation>L’entrée de main courante {number} n’a aucun texte personnel à effacer.</translation>
    </message>
    <message>
        <source>Nothing was done.</source>
        <translation>Rien n’a été fait.</translation>
    </message>
    <message>
        <source>Check the number of the incident.</source>
        <translation>Vérifiez le numéro de l’entrée de main courante.</translation>
    </message>
    <message>
        <source>The ground of the erasure is missing or too long.</source>
        <translation>Le fondement de l’effacement manque ou est trop long.</translation>
    </message>
    <message>
        <source>Write 1 to {at_most} characters, without the person&apos;s name.</source>
        <translation>Écrivez de 1 à {at_most} caractères, sans le nom de la personne.</translation>
    </message>
</context>
<context>
    <name>roles</name>
    <message>
        <source>Operator</source>
        <translation>Opérateur</translation>
    </message>
    <message>
        <source>Verbalising agent</source>
        <translation>Agent verbalisateur</translation>
    </message>
    <message>
        <source>Supervisor</source>
        <translation>Chef de salle</translation>
    </message>
    <message>
        <source>Auditor</source>
        <translation>Auditeur</translation>
    </message>
</context>
<context>
    <name>service errors</name>
    <message>
        <source>Nothing was recorded.</source>
        <translation>Rien n’a été enregistré.</translation>
    </message>
    <message>
        <source>Matricule or password not recognised.</source>
        <translation>Matricule ou mot de passe non reconnu.</translation>
    </message>
    <message>
        <source>The refusal is in the audit log.</source>
        <translation>Le refus est au journal d’audit.</translation>
    </message>
    <message>
        <source>Check both, then try again.</source>
        <translation>Vérifiez les deux, puis réessayez.</translation>
    </message>
    <message>
        <source>Password not recognised.</source>
        <translation>Mot de passe non reconnu.</translation>
    </message>
    <message>
        <source>The console stays locked; the refusal is in the audit log.</source>
        <translation>La console reste verrouillée&#xa0;; le refus est au journal d’audit.</translation>
    </message>
    <message>
        <source>Type it again, or sign out and hand over.</source>
        <translation>Saisissez-le à nouveau, ou faites la relève.</translation>
    </message>
    <message>
        <source>Too many failed tries for this matricule.</source>
        <translation>Trop d’essais manqués pour ce matricule.</translation>
    </message>
    <message>
        <source>Try again in {wait_s} s.</source>
        <translation>Réessayez dans {wait_s} s.</translation>
    </message>
    <message>
        <source>You are no longer signed in.</source>
        <translation>Vous n’êtes plus en service sur ce poste.</translation>
    </message>
    <message>
        <source>Sign in, then do it again.</source>
        <translation>Prenez votre service, puis recommencez.</translation>
    </message>
    <message>
        <source>The console is locked.</source>
        <translation>La console est verrouillée.</translation>
    </message>
    <message>
        <source>Unlock it with your password, then do it again.</source>
        <translation>Déverrouillez-la avec votre mot de passe, puis recommencez.</translation>
    </message>
    <message>
        <source>This password cannot be used.</source>
        <translation>Ce mot de passe ne convient pas.</translation>
    </message>
    <message>
        <source>Choose one of {at_least} to {at_most} characters, other than the matricule.</source>
        <translation>Choisissez-en un de {at_least} à {at_most} caractères, autre que le matricule.</translation>
    </message>
    <message>
        <source>This matricule cannot be used.</source>
        <translation>Ce matricule ne convient pas.</translation>
    </message>
    <message>
        <source>Enter one of 1 to {at_most} printable characters.</source>
        <translation>Entrez-en un de 1 à {at_most} caractères imprimables.</translation>
    </message>
    <message>
        <source>An account for {matricule} exists already.</source>
        <translation>Un compte existe déjà pour {matricule}.</translation>
    </message>
    <message>
        <source>Choose another matricule.</source>
        <translation>Choisissez un autre matricule.</translation>
    </message>
    <message>
        <source>The first account must be a supervisor&apos;s.</source>
        <translation>Le premier compte doit être celui d’un chef de salle.</translation>
    </message>
    <message>
        <source>Create the supervisor, then the others.</source>
        <translation>Créez le chef de salle, puis les autres.</translation>
    </message>
    <message>
        <source>{camera}: the picture is not live ({health}).</source>
        <translation>{camera}&#xa0;: l’image n’est pas en direct ({health}).</translation>
    </message>
    <message>
        <source>Wait for the live picture, or choose another camera.</source>
        <translation>Attendez l’image en direct, ou choisissez une autre caméra.</translation>
    </message>
    <message>
        <source>This incident is not in the log.</source>
        <translation>Cette entrée n’est pas dans la main courante.</translation>
    </message>
    <message>
        <source>Reload the incident log.</source>
        <translation>Rechargez la main courante.</translation>
    </message>
    <message>
        <source>Incident {number} is closed.</source>
        <translation>L’entrée {number} est close.</translation>
    </message>
    <message>
        <source>Record a new incident.</source>
        <translation>Enregistrez une nouvelle entrée.</translation>
    </message>
    <message>
        <source>This note cannot be recorded.</source>
        <translation>Cette note ne peut pas être enregistrée.</translation>
    </message>
    <message>
        <source>Write 1 to {at_most} characters.</source>
        <translation>Écrivez 1 à {at_most} caractères.</translation>
    </message>
    <message>
        <source>The audit log has no entry {seq}.</source>
        <translation>Le journal d’audit n’a pas d’entrée {seq}.</translation>
    </message>
    <message>
        <source>Nothing can be shown.</source>
        <translation>Rien ne peut être affiché.</translation>
    </message>
    <message>
        <source>Reload the list.</source>
        <translation>Rechargez la liste.</translation>
    </message>
    <message>
        <source>The audit log has not been signed yet.</source>
        <translation>Le journal d’audit n’est pas encore signé.</translation>
    </message>
    <message>
        <source>Try again in a second.</source>
        <translation>Réessayez dans une seconde.</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>The audit log in {place} does not verify.</source>
        <translation>Le journal d’audit de {place} n’est pas intègre.</translation>
    </message>
    <message>
        <source>The site was not moved.</source>
        <translation>Le site n’a pas été déplacé.</translation>
    </message>
    <message>
        <source>Run vigie audit verify, and restore the last sound backup.</source>
        <translation>Lancez vigie audit verify et restaurez la dernière sauvegarde intègre.</translation>
    </message>
    <message>
        <source>{path} holds a site of its own.</source>
        <translation>{path} contient déjà un site.</translation>
    </message>
    <message>
        <source>Name an empty folder with --data, or put this site on a server with vigie db move.</source>
        <translation>Indiquez un dossier vide avec --data, ou placez ce site sur un serveur avec vigie db move.</translation>
    </message>
    <message>
        <source>There is no site in {place}.</source>
        <translation>Il n’y a pas de site dans {place}.</translation>
    </message>
    <message>
        <source>Check the data folder and the address.</source>
        <translation>Vérifiez le dossier de données et l’adresse.</translation>
    </message>
</context>
<context>
    <name>shot roles</name>
    <message>
        <source>Overview</source>
        <translation>Vue d’ensemble</translation>
    </message>
    <message>
        <source>Plate</source>
        <translation>Plaque</translation>
    </message>
    <message>
        <source>Behaviour</source>
        <translation>Comportement</translation>
    </message>
</context>
<context>
    <name>site file</name>
    <message>
        <source>{file}: {mistake}</source>
        <translation>{file}&#xa0;: {mistake}</translation>
    </message>
    <message>
        <source>{file}, line {line}: {mistake}</source>
        <translation>{file}, ligne {line}&#xa0;: {mistake}</translation>
    </message>
    <message>
        <source>the file cannot be read ({given})</source>
        <translation>le fichier ne peut pas être lu ({given})</translation>
    </message>
    <message>
        <source>not TOML: {given}</source>
        <translation>ce n’est pas du TOML&#xa0;: {given}</translation>
    </message>
    <message>
        <source>unknown key “{key}”; allowed: {allowed}</source>
        <translation>clé inconnue «&#xa0;{key}&#xa0;»&#xa0;; admis&#xa0;: {allowed}</translation>
    </message>
    <message>
        <source>“{key}” is missing. {allowed}</source>
        <translation>«&#xa0;{key}&#xa0;» manque. {allowed}</translation>
    </message>
    <message>
        <source>“{key}” cannot be “{given}”; allowed: {allowed}</source>
        <translation>«&#xa0;{key}&#xa0;» ne peut pas être «&#xa0;{given}&#xa0;»&#xa0;; admis&#xa0;: {allowed}</translation>
    </message>
    <message>
        <source>camera number {given} is used twice</source>
        <translation>le numéro de caméra {given} est pris deux fois</translation>
    </message>
</context>
<context>
    <name>statements</name>
    <message>
        <source>Nobody at the wheel</source>
        <translation>Conducteur absent</translation>
    </message>
    <message>
        <source>Outside any marked bay</source>
        <translation>Hors de tout emplacement matérialisé</translation>
    </message>
    <message>
        <source>Access or way out is blocked</source>
        <translation>Accès ou dégagement empêché</translation>
    </message>
    <message>
        <source>Sign or signal is seen</source>
        <translation>Panneau ou signal vu</translation>
    </message>
    <message>
        <source>Marking on the ground is seen</source>
        <translation>Marquage au sol vu</translation>
    </message>
    <message>
        <source>Date and time of the first observation are noted</source>
        <translation>Date et heure de la première constatation notées</translation>
    </message>
    <message>
        <source>Vehicle is not one of those the lane is reserved for</source>
        <translation>Véhicule étranger à ceux de la voie réservée</translation>
    </message>
    <message>
        <source>Light is seen at the crossing</source>
        <translation>Feu vu au franchissement</translation>
    </message>
    <message>
        <source>Driver could stop safely</source>
        <translation>Arrêt possible sans danger</translation>
    </message>
    <message>
        <source>How the distance was established is noted</source>
        <translation>Moyen d’établir la distance noté</translation>
    </message>
    <message>
        <source>Unloading from the vehicle was seen live</source>
        <translation>Déchargement du véhicule vu en direct</translation>
    </message>
</context>
<context>
    <name>storage errors</name>
    <message>
        <source>The act was not recorded; what was recorded before is unharmed.</source>
        <translation>L’acte n’a pas été enregistré&#xa0;; ce qui l’était avant est intact.</translation>
    </message>
    <message>
        <source>Vigie cannot work with it; nothing was changed.</source>
        <translation>Vigie ne peut pas s’en servir&#xa0;; rien n’a été changé.</translation>
    </message>
    <message>
        <source>Another program is using the database {path}.</source>
        <translation>Un autre programme se sert de la base {path}.</translation>
    </message>
    <message>
        <source>Close the other program, then try again.</source>
        <translation>Fermez l’autre programme, puis réessayez.</translation>
    </message>
    <message>
        <source>Vigie is already running on {path}.</source>
        <translation>Vigie est déjà ouverte sur {path}.</translation>
    </message>
    <message>
        <source>Two consoles cannot keep one log.</source>
        <translation>Deux consoles ne peuvent pas tenir un même journal.</translation>
    </message>
    <message>
        <source>Use the window that is open, or close it, then start again.</source>
        <translation>Servez-vous de la fenêtre ouverte, ou fermez-la, puis relancez.</translation>
    </message>
    <message>
        <source>The database {path} cannot be written.</source>
        <translation>La base {path} ne peut pas être écrite.</translation>
    </message>
    <message>
        <source>Give this user the right to write the folder and its files, then try again.</source>
        <translation>Donnez à cet utilisateur le droit d’écrire dans le dossier et ses fichiers, puis réessayez.</translation>
    </message>
    <message>
        <source>The disk that holds {path} is full.</source>
        <translation>Le disque qui contient {path} est plein.</translation>
    </message>
    <message>
        <source>The disk that holds {path} is nearly full ({free_mb} MB free).</source>
        <translation>Le disque qui contient {path} est presque plein ({free_mb} Mo libres).</translation>
    </message>
    <message>
        <source>Not done: what is left is kept for recording acts.</source>
        <translation>Opération non faite&#xa0;: la place restante est gardée pour enregistrer les actes.</translation>
    </message>
    <message>
        <source>Free space on that disk, then try again.</source>
        <translation>Libérez de la place sur ce disque, puis réessayez.</translation>
    </message>
    <message>
        <source>Free space on that disk, or have this user&apos;s quota or limit of file size raised; then try again.</source>
        <translation>Libérez de la place sur ce disque, ou faites relever le quota de cet utilisateur ou la taille limite de ses fichiers, puis réessayez.</translation>
    </message>
    <message>
        <source>The disk failed at {path}.</source>
        <translation>Le disque est en défaut sur {path}.</translation>
    </message>
    <message>
        <source>Check the disk and its connection, then try again.</source>
        <translation>Vérifiez le disque et son branchement, puis réessayez.</translation>
    </message>
    <message>
        <source>The database {path} cannot be opened.</source>
        <translation>La base {path} ne peut pas être ouverte.</translation>
    </message>
    <message>
        <source>Check that the file exists and that this user may read it.</source>
        <translation>Vérifiez que le fichier existe et que cet utilisateur peut le lire.</translation>
    </message>
    <message>
        <source>The database {path} is damaged.</source>
        <translation>La base {path} est endommagée.</translation>
    </message>
    <message>
        <source>The file is left as it is; nothing more is written to it.</source>
        <translation>Le fichier est laissé en l’état&#xa0;; plus rien n’y est écrit.</translation>
    </message>
    <message>
        <source>Keep a copy of the folder, then restore the last backup.</source>
        <translation>Gardez une copie du dossier, puis restaurez la dernière sauvegarde.</translation>
    </message>
    <message>
        <source>The audit log in {path} no longer matches what was signed.</source>
        <translation>Le journal d’audit de {path} ne correspond plus à ce qui a été signé.</translation>
    </message>
    <message>
        <source>Records were altered or lost; nothing more is written, to keep what shows it.</source>
        <translation>Des enregistrements ont été altérés ou perdus&#xa0;; plus rien n’est écrit, pour en garder la trace.</translation>
    </message>
    <message>
        <source>Keep a copy of the folder, run vigie audit verify, then restore the last backup.</source>
        <translation>Gardez une copie du dossier, lancez vigie audit verify, puis restaurez la dernière sauvegarde.</translation>
    </message>
    <message>
        <source>The database {path} was made by a later version of Vigie.</source>
        <translation>La base {path} vient d’une version plus récente de Vigie.</translation>
    </message>
    <message>
        <source>Install that version or a later one.</source>
        <translation>Installez cette version ou une plus récente.</translation>
    </message>
    <message>
        <source>The SQLite library is version {found}.</source>
        <translation>La bibliothèque SQLite est en version {found}.</translation>
    </message>
    <message>
        <source>Versions before {needed} can damage a database.</source>
        <translation>Les versions antérieures à {needed} peuvent endommager une base.</translation>
    </message>
    <message>
        <source>Run the installation again.</source>
        <translation>Relancez l’installation.</translation>
    </message>
    <message>
        <source>The audit log&apos;s key {path} is missing.</source>
        <translation>La clé {path} du journal d’audit manque.</translation>
    </message>
    <message>
        <source>No act can be recorded without it; the records are unharmed.</source>
        <translation>Sans elle, aucun acte ne peut être enregistré&#xa0;; les enregistrements sont intacts.</translation>
    </message>
    <message>
        <source>Restore the keys folder from its backup.</source>
        <translation>Restaurez le dossier des clés depuis sa sauvegarde.</translation>
    </message>
    <message>
        <source>The audit log&apos;s key {path} is damaged or of another log.</source>
        <translation>La clé {path} du journal d’audit est endommagée ou celle d’un autre journal.</translation>
    </message>
    <message>
        <source>The site&apos;s key {path} is not at hand.</source>
        <translation>La clé du site {path} n’est pas disponible.</translation>
    </message>
    <message>
        <source>No new key can sign the audit log; nothing was changed.</source>
        <translation>Aucune nouvelle clé ne peut signer le journal d’audit&#xa0;; rien n’a été modifié.</translation>
    </message>
    <message>
        <source>Put in the disk that holds it, then try again.</source>
        <translation>Branchez le support qui la contient, puis réessayez.</translation>
    </message>
    <message>
        <source>The database {path} went away while it recorded the act.</source>
        <translation>La liaison avec la base de données {path} a été coupée pendant l’enregistrement de l’acte.</translation>
    </message>
    <message>
        <source>It cannot be known yet whether the act was recorded.</source>
        <translation>On ne peut pas encore savoir si l’acte a été enregistré.</translation>
    </message>
    <message>
        <source>Wait until the database answers, look whether the act is there, and only then do it again.</source>
        <translation>Attendez que la base réponde, vérifiez si l’acte y figure, et ne le refaites que s’il n’y est pas.</translation>
    </message>
    <message>
        <source>The evidence file {name} is missing.</source>
        <translation>Le fichier de preuve {name} manque.</translation>
    </message>
    <message>
        <source>It cannot be shown; its record is unharmed.</source>
        <translation>Il ne peut pas être affiché&#xa0;; son enregistrement est intact.</translation>
    </message>
    <message>
        <source>Tell a supervisor; restore the evidence folder from its backup.</source>
        <translation>Prévenez le chef de salle&#xa0;; restaurez le dossier des preuves depuis sa sauvegarde.</translation>
    </message>
    <message>
        <source>The evidence file {name} was altered.</source>
        <translation>Le fichier de preuve {name} a été altéré.</translation>
    </message>
    <message>
        <source>It is not shown: it is no longer what was recorded.</source>
        <translation>Il n’est pas affiché&#xa0;: il n’est plus tel qu’il a été enregistré.</translation>
    </message>
    <message>
        <source>Report {number} was altered in the file.</source>
        <translation>Le rapport {number} a été altéré dans le fichier.</translation>
    </message>
    <message>
        <source>It is neither shown nor printed: it is no longer what was recorded.</source>
        <translation>Il n’est ni affiché ni imprimé&#xa0;: il n’est plus tel qu’il a été enregistré.</translation>
    </message>
    <message>
        <source>Tell a supervisor; keep a copy of the folder, then restore the last backup.</source>
        <translation>Prévenez le chef de salle&#xa0;; gardez une copie du dossier, puis restaurez la dernière sauvegarde.</translation>
    </message>
    <message>
        <source>{path} cannot be written.</source>
        <translation>{path} ne peut pas être écrit.</translation>
    </message>
    <message>
        <source>{path} cannot be read.</source>
        <translation>{path} ne peut pas être lu.</translation>
    </message>
    <message>
        <source>What it holds is not known; nothing was changed.</source>
        <translation>Son contenu n’est pas connu&#xa0;; rien n’a été modifié.</translation>
    </message>
    <message>
        <source>Check the disk, and that this user may read the file; then try again.</source>
        <translation>Vérifiez le disque, et que cet utilisateur a le droit de lire le fichier&#xa0;; puis recommencez.</translation>
    </message>
    <message>
        <source>The database server {name} does not answer.</source>
        <translation>Le serveur de base de données {name} ne répond pas.</translation>
    </message>
    <message>
        <source>Check the network and the server; Vigie connects again by itself.</source>
        <translation>Vérifiez le réseau et le serveur&#xa0;; Vigie se reconnecte d’elle-même.</translation>
    </message>
    <message>
        <source>Incidents and reports cannot be recorded meanwhile; the wall of an open console stays live, and what was recorded before is unharmed.</source>
        <translation>Ni incident ni rapport ne peut être enregistré entre-temps&#xa0;; le mur d’une console ouverte reste en direct, et ce qui a été enregistré auparavant est intact.</translation>
    </message>
    <message>
        <source>The database server {name} refuses this workstation (“{said}”).</source>
        <translation>Le serveur de base de données {name} refuse ce poste («&#xa0;{said}&#xa0;»).</translation>
    </message>
    <message>
        <source>Have its administrator check the password file, pg_hba.conf and the database.</source>
        <translation>Faites vérifier par son administrateur le fichier de mots de passe, pg_hba.conf et la base.</translation>
    </message>
    <message>
        <source>The database server {name} was busy with others for too long.</source>
        <translation>Le serveur de base de données {name} a été occupé trop longtemps par d’autres.</translation>
    </message>
    <message>
        <source>Try again; if it comes back, have its administrator look at what holds it.</source>
        <translation>Réessayez&#xa0;; si cela se répète, faites vérifier par son administrateur ce qui le retient.</translation>
    </message>
    <message>
        <source>The records on the database server {name} are damaged.</source>
        <translation>Les enregistrements du serveur de base de données {name} sont endommagés.</translation>
    </message>
    <message>
        <source>They are left as they are; nothing more is written to them.</source>
        <translation>Ils sont laissés tels quels&#xa0;; plus rien n’y est écrit.</translation>
    </message>
    <message>
        <source>Have its administrator keep a copy, then restore the server&apos;s last backup.</source>
        <translation>Demandez à l’administrateur du serveur d’en garder une copie, puis de restaurer la dernière sauvegarde.</translation>
    </message>
    <message>
        <source>The database server {name} does not have {setting} = {needed}.</source>
        <translation>Le serveur de base de données {name} n’a pas {setting} = {needed}.</translation>
    </message>
    <message>
        <source>It could lose acts that it said were recorded; none was given.</source>
        <translation>Il pourrait perdre des actes qu’il a dits enregistrés&#xa0;; aucun ne lui a été confié.</translation>
    </message>
    <message>
        <source>Have its administrator set it, then start again.</source>
        <translation>Faites régler ce paramètre par son administrateur, puis redémarrez.</translation>
    </message>
    <message>
        <source>A workstation called {workstation} already works on {name}.</source>
        <translation>Un poste nommé {workstation} travaille déjà sur {name}.</translation>
    </message>
    <message>
        <source>Two under one name could not be told apart in the log.</source>
        <translation>Deux postes du même nom ne se distingueraient pas dans le journal.</translation>
    </message>
    <message>
        <source>Close the other console, or set another workstation in vigie.toml.</source>
        <translation>Fermez l’autre console, ou donnez un autre nom de poste (workstation) dans vigie.toml.</translation>
    </message>
    <message>
        <source>The database {name} cannot be written.</source>
        <translation>La base de données {name} n’est pas accessible en écriture.</translation>
    </message>
    <message>
        <source>Have the server&apos;s administrator check that it is no stand-by, and the rights of Vigie&apos;s role.</source>
        <translation>Faites vérifier par l’administrateur du serveur qu’il n’est pas un serveur de secours, ainsi que les droits du rôle de Vigie.</translation>
    </message>
    <message>
        <source>Nothing was copied; the records are as they were.</source>
        <translation>Rien n’a été copié&#xa0;; les enregistrements sont tels qu’ils étaient.</translation>
    </message>
    <message>
        <source>The table {table} cannot be copied as it is.</source>
        <translation>La table {table} ne peut pas être copiée telle quelle.</translation>
    </message>
    <message>
        <source>Run vigie audit verify; restore the last backup if it complains.</source>
        <translation>Lancez vigie audit verify&#xa0;; s’il signale un défaut, restaurez la dernière sauvegarde.</translation>
    </message>
    <message>
        <source>The copy of the table {table} differs from the original.</source>
        <translation>La copie de la table {table} diffère de l’original.</translation>
    </message>
    <message>
        <source>Check the disks and the server&apos;s encoding, then try again.</source>
        <translation>Vérifiez les disques et l’encodage du serveur, puis réessayez.</translation>
    </message>
    <message>
        <source>Have an empty one made, or name it in the settings. A further workstation of a site is added with vigie db join.</source>
        <translation>Faites-en créer une vide, ou désignez-la dans les réglages. Un poste de plus s’ajoute à un site par vigie db join.</translation>
    </message>
    <message>
        <source>The database {name} is not empty.</source>
        <translation>La base de données {name} n’est pas vide.</translation>
    </message>
</context>
<context>
    <name>vehicles</name>
    <message>
        <source>Car</source>
        <translation>Voiture particulière</translation>
    </message>
    <message>
        <source>Van up to 3.5 t</source>
        <translation>Camionnette jusqu’à 3,5 t</translation>
    </message>
    <message>
        <source>Lorry</source>
        <translation>Poids lourd</translation>
    </message>
    <message>
        <source>Bus, coach</source>
        <translation>Autobus, autocar</translation>
    </message>
    <message>
        <source>Trailer</source>
        <translation>Remorque</translation>
    </message>
    <message>
        <source>Motorcycle</source>
        <translation>Motocyclette</translation>
    </message>
    <message>
        <source>Moped</source>
        <translation>Cyclomoteur</translation>
    </message>
    <message>
        <source>Motor tricycle</source>
        <translation>Tricycle à moteur</translation>
    </message>
    <message>
        <source>Quad</source>
        <translation>Quad</translation>
    </message>
    <message>
        <source>Light quadricycle</source>
        <translation>Quadricycle léger</translation>
    </message>
    <message>
        <source>Farm vehicle</source>
        <translation>Véhicule agricole</translation>
    </message>
    <message>
        <source>Other vehicle</source>
        <translation>Autre véhicule</translation>
    </message>
</context>
<context>
    <name>verification</name>
    <message>
        <source>The audit log is sound.</source>
        <translation>Le journal est intègre.</translation>
    </message>
    <message>
        <source>The audit log was altered.</source>
        <translation>Le journal a été altéré.</translation>
    </message>
    <message>
        <source>The audit log was truncated or put back to an older state.</source>
        <translation>Le journal a été tronqué ou ramené à un état antérieur.</translation>
    </message>
    <message>
        <source>The audit log cannot be verified.</source>
        <translation>Le journal ne peut pas être vérifié.</translation>
    </message>
    <message>
        <source>The audit log cannot be read.</source>
        <translation>Le journal ne peut pas être lu.</translation>
    </message>
    <message>
        <source>The file is not a sound database of Vigie.</source>
        <translation>Le fichier n’est pas une base intègre de Vigie.</translation>
    </message>
    <message>
        <source>Entry {seq}: the sequence is broken; entries are missing or doubled.</source>
        <translation>Entrée {seq}&#xa0;: la suite est rompue&#xa0;; des entrées manquent ou sont doublées.</translation>
    </message>
    <message>
        <source>Entry {seq}: its content is gone, and no act of the log erased it.</source>
        <translation>Entrée {seq}&#xa0;: son contenu a disparu, et aucun acte du journal ne l’a effacé.</translation>
    </message>
    <message>
        <source>Entry {seq}: its bytes are not those of an entry.</source>
        <translation>Entrée {seq}&#xa0;: ses octets ne sont pas ceux d’une entrée.</translation>
    </message>
    <message>
        <source>Entry {seq}: it belongs to another log.</source>
        <translation>Entrée {seq}&#xa0;: elle appartient à un autre journal.</translation>
    </message>
    <message>
        <source>Entry {seq}: it was altered after it was recorded.</source>
        <translation>Entrée {seq}&#xa0;: elle a été altérée après son enregistrement.</translation>
    </message>
    <message>
        <source>Entry {seq}: what is searched differs from what was recorded.</source>
        <translation>Entrée {seq}&#xa0;: ce qui sert à la recherche diffère de ce qui a été enregistré.</translation>
    </message>
    <message>
        <source>Entry {seq}: its personal data were altered.</source>
        <translation>Entrée {seq}&#xa0;: ses données personnelles ont été altérées.</translation>
    </message>
    <message>
        <source>Entry {seq}: its personal data are missing.</source>
        <translation>Entrée {seq}&#xa0;: ses données personnelles manquent.</translation>
    </message>
    <message>
        <source>A checkpoint is not readable.</source>
        <translation>Un point de contrôle n’est pas lisible.</translation>
    </message>
    <message>
        <source>A checkpoint was not signed with the key of this log.</source>
        <translation>Un point de contrôle n’est pas signé avec la clé de ce journal.</translation>
    </message>
    <message>
        <source>Entries {seq} to {until}: not what was signed.</source>
        <translation>Entrées {seq} à {until}&#xa0;: ce n’est pas ce qui a été signé.</translation>
    </message>
    <message>
        <source>Entries {seq} to {until} were signed and are missing.</source>
        <translation>Les entrées {seq} à {until} ont été signées et manquent.</translation>
    </message>
    <message>
        <source>Entries {seq} to {until}: signed with a key that was not the log’s key then.</source>
        <translation>Entrées {seq} à {until}&#xa0;: signées avec une clé qui n’était pas celle du journal à ce moment-là.</translation>
    </message>
    <message>
        <source>A key’s certificate was not signed with the site’s key.</source>
        <translation>Le certificat d’une clé n’a pas été signé avec la clé du site.</translation>
    </message>
    <message>
        <source>From entry {seq} on: a key signs that has no certificate of the site.</source>
        <translation>À partir de l’entrée {seq}&#xa0;: la clé qui signe n’a pas de certificat du site.</translation>
    </message>
    <message>
        <source>Entry {seq}: the change of key is not the one that the site certified.</source>
        <translation>Entrée {seq}&#xa0;: le changement de clé n’est pas celui que le site a certifié.</translation>
    </message>
    <message>
        <source>Entry {seq}: the key before did not sign the change of key.</source>
        <translation>Entrée {seq}&#xa0;: la clé précédente n’a pas signé le changement de clé.</translation>
    </message>
    <message>
        <source>Entries from {seq} on are missing: a later key was certified.</source>
        <translation>Les entrées à partir de {seq} manquent&#xa0;: une clé postérieure a été certifiée.</translation>
    </message>
    <message>
        <source>Entries {seq} to {until} are not signed yet.</source>
        <translation>Les entrées {seq} à {until} ne sont pas encore signées.</translation>
    </message>
    <message>
        <source>Entries {seq} to {until} lost their checkpoints.</source>
        <translation>Les entrées {seq} à {until} ont perdu leurs points de contrôle.</translation>
    </message>
    <message>
        <source>Entries {seq} to {until} should have been signed and are not.</source>
        <translation>Les entrées {seq} à {until} devraient être signées et ne le sont pas.</translation>
    </message>
    <message>
        <source>Entries {seq} to {until} come after the console stopped, unsigned.</source>
        <translation>Les entrées {seq} à {until} suivent l’arrêt de la console, sans signature.</translation>
    </message>
    <message>
        <source>Entries {seq} to {until}: all signatures are missing.</source>
        <translation>Entrées {seq} à {until}&#xa0;: toutes les signatures manquent.</translation>
    </message>
    <message>
        <source>The log&apos;s public key is missing: its signatures prove nothing.</source>
        <translation>La clé publique du journal manque&#xa0;: ses signatures ne prouvent rien.</translation>
    </message>
    <message>
        <source>An anchor is not readable.</source>
        <translation>Une ancre n’est pas lisible.</translation>
    </message>
    <message>
        <source>An anchor is of another log.</source>
        <translation>Une ancre est celle d’un autre journal.</translation>
    </message>
    <message>
        <source>Entries {seq} to {until} are in an anchor and missing here.</source>
        <translation>Les entrées {seq} à {until} sont attestées par une ancre et manquent ici.</translation>
    </message>
    <message>
        <source>Entries {seq} to {until}: another history than in an anchor.</source>
        <translation>Entrées {seq} à {until}&#xa0;: ce n’est pas ce qu’une ancre atteste.</translation>
    </message>
    <message>
        <source>The database was written in another folder or on another computer.</source>
        <translation>La base a été écrite dans un autre dossier ou sur un autre ordinateur.</translation>
    </message>
    <message>
        <source>Guards that keep the database’s log from being changed were removed or altered.</source>
        <translation>Des protections qui empêchent de modifier le journal dans la base ont été supprimées ou altérées.</translation>
    </message>
    <message>
        <source>Entry {seq}: not what was signed.</source>
        <translation>Entrée {seq}&#xa0;: ce n’est pas ce qui a été signé.</translation>
    </message>
    <message>
        <source>Entry {seq} was signed and is missing.</source>
        <translation>L’entrée {seq} a été signée et manque.</translation>
    </message>
    <message>
        <source>Entry {seq}: signed with a key that was not the log’s key then.</source>
        <translation>Entrée {seq}&#xa0;: signée avec une clé qui n’était pas celle du journal à ce moment-là.</translation>
    </message>
    <message>
        <source>Entry {seq} is not signed yet.</source>
        <translation>L’entrée {seq} n’est pas encore signée.</translation>
    </message>
    <message>
        <source>Entry {seq} lost its checkpoint.</source>
        <translation>L’entrée {seq} a perdu son point de contrôle.</translation>
    </message>
    <message>
        <source>Entry {seq} should have been signed and is not.</source>
        <translation>L’entrée {seq} devrait être signée et ne l’est pas.</translation>
    </message>
    <message>
        <source>Entry {seq} comes after the console stopped, unsigned.</source>
        <translation>L’entrée {seq} suit l’arrêt de la console, sans signature.</translation>
    </message>
    <message>
        <source>Entry {seq}: its signature is missing.</source>
        <translation>Entrée {seq}&#xa0;: sa signature manque.</translation>
    </message>
    <message>
        <source>Entry {seq} is in an anchor and missing here.</source>
        <translation>L’entrée {seq} est attestée par une ancre et manque ici.</translation>
    </message>
    <message>
        <source>Entry {seq}: another history than in an anchor.</source>
        <translation>Entrée {seq}&#xa0;: ce n’est pas ce qu’une ancre atteste.</translation>
    </message>
    <message>
        <source>Entries read: {size}; covered by a signature: {signed_size}.</source>
        <translation>Entrées lues&#xa0;: {size}&#xa0;; couvertes par une signature&#xa0;: {signed_size}.</translation>
    </message>
    <message>
        <source>Erased by acts of the log: personal data of {erased} entries, {pruned} entries.</source>
        <translation>D’après le journal&#xa0;: données personnelles effacées pour {erased} entrées, entrées purgées&#xa0;: {pruned}.</translation>
    </message>
    <message>
        <source>Anchored outside this computer up to entry {seq}.</source>
        <translation>Ancré hors de cet ordinateur jusqu’à l’entrée {seq}.</translation>
    </message>
    <message>
        <source>No anchor from outside this computer: that entries at the end are missing would not be seen.</source>
        <translation>Aucune ancre hors de cet ordinateur&#xa0;: des entrées manquant à la fin ne se verraient pas.</translation>
    </message>
    <message>
        <source>The anchors in {folder} could not be read.</source>
        <translation>Les ancres de {folder} n’ont pas pu être lues.</translation>
    </message>
    <message>
        <source>Checkpoint of {size} entries: existed on {at}.</source>
        <translation>Point de contrôle de {size} entrées&#xa0;: il existait le {at}.</translation>
    </message>
    <message>
        <source>Checkpoint of {size} entries: its time stamp is not to be believed.</source>
        <translation>Point de contrôle de {size} entrées&#xa0;: son horodatage n’est pas digne de foi.</translation>
    </message>
</context>
<context>
    <name>wall errors</name>
    <message>
        <source>Nothing was changed.</source>
        <translation>Rien n’a été modifié.</translation>
    </message>
    <message>
        <source>This wall is not kept any more.</source>
        <translation>Ce mur n’est plus enregistré.</translation>
    </message>
    <message>
        <source>Choose another one, or save the wall again.</source>
        <translation>Choisissez-en un autre, ou enregistrez de nouveau le mur.</translation>
    </message>
    <message>
        <source>This tour is not kept any more.</source>
        <translation>Cette ronde n’est plus enregistrée.</translation>
    </message>
    <message>
        <source>Choose another one, or make the tour again.</source>
        <translation>Choisissez-en une autre, ou créez de nouveau la ronde.</translation>
    </message>
    <message>
        <source>This name cannot be used.</source>
        <translation>Ce nom ne peut pas être utilisé.</translation>
    </message>
    <message>
        <source>Write 1 to {at_most} characters.</source>
        <translation>Saisissez de 1 à {at_most} caractères.</translation>
    </message>
    <message>
        <source>Another wall is called “{name}”.</source>
        <translation>Un autre mur s’appelle «&#xa0;{name}&#xa0;».</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>Choisissez un autre nom.</translation>
    </message>
    <message>
        <source>The tour shows a wall that is yours alone.</source>
        <translation>La ronde montre un mur qui n’est qu’à vous.</translation>
    </message>
    <message>
        <source>Share its walls first, or keep the tour for you.</source>
        <translation>Partagez d’abord ses murs, ou gardez la ronde pour vous.</translation>
    </message>
</context>
</TS>

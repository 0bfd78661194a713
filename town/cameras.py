"""The sixty-four cameras of Valmont, a town that does not exist.

The order is the wall's: the first sixteen mix places, codecs and habits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from town.film_file import Codec

TOWN: Final = "Valmont"
INSEE: Final = "00000"

USERNAME: Final = "vigie"
PASSWORD: Final = "valmont-2026"  # of a simulation: it protects nothing

_CENTRE, _STATION, _SCHOOLS = "Centre-ville", "Gare", "Écoles"
_QUAYS, _SPORT, _ENTRIES = "Quais", "Zone sportive", "Entrées de ville"


@dataclass(frozen=True)
class Post:
    """A camera on its pole: what the town hall knows of it.

    Attributes:
        scene: the film it shows.
        digest: asks for a password.
        udp: is read over UDP.
        order: number of the prefect's order that authorises vidéo-verbalisation, empty when there
            is none.
    """

    number: int
    name: str
    sector: str
    address: str
    scene: str
    codec: Codec = "h264"
    digest: bool = False
    udp: bool = False
    order: str = ""


POSTS: Final[tuple[Post, ...]] = (
    Post(12, "Place du Marché", _CENTRE, "Angle rue des Halles", "square", order="2024-118"),
    Post(13, "Rue des Halles", _CENTRE, "Face au 14, rue des Halles", "street", order="2024-118"),
    Post(21, "Parvis Gare", _STATION, "Place de la Gare, mât central", "station"),
    Post(
        31,
        "Jules-Ferry",
        _SCHOOLS,
        "Passage piétons, 3 rue Jules-Ferry",
        "school",
        order="2025-041",
    ),
    Post(24, "Parking Nord", _STATION, "Entrée rue du Dépôt", "car_park", udp=True),
    Post(41, "Quai Voltaire", _QUAYS, "Angle rue du Port", "quay", order="2024-118"),
    Post(43, "Avenue Foch", _QUAYS, "Carrefour du Pont-Neuf", "night", order="2025-041"),
    Post(
        22, "Dépose-minute", _STATION, "Sortie sud de la gare", "station", "h265", order="2024-118"
    ),
    Post(14, "Parvis Mairie", _CENTRE, "1, place de la République", "square", digest=True),
    Post(
        61, "Rond-point de l'Europe", _ENTRIES, "Route de Lyon", "street", "h265", order="2025-041"
    ),
    Post(53, "Parking du stade", _SPORT, "Allée des Sports", "car_park", "mjpeg"),
    Post(32, "Collège Pasteur", _SCHOOLS, "Avenue Pasteur, grille nord", "school", digest=True),
    Post(15, "Pont Vieux", _CENTRE, "Culée rive gauche", "quay", digest=True),
    Post(23, "Quai bus", _STATION, "Gare routière, quais A à D", "station", udp=True),
    Post(16, "Rue de la Poste", _CENTRE, "Face au 7, rue de la Poste", "street"),
    Post(51, "Parvis du gymnase", _SPORT, "Rue des Tilleuls", "night", digest=True),
    Post(1, "Rue Nationale", _CENTRE, "Angle rue du Four", "street", order="2024-118"),
    Post(2, "Place Saint-Martin", _CENTRE, "Chevet de l'église", "square"),
    Post(3, "Rue du Four", _CENTRE, "Face au 22, rue du Four", "street", "h265", order="2024-118"),
    Post(4, "Passage des Tanneurs", _CENTRE, "Entrée rue Nationale", "night"),
    Post(5, "Place de la Liberté", _CENTRE, "Kiosque", "square", digest=True),
    Post(
        6, "Cours Gambetta", _CENTRE, "Angle cours Gambetta et rue Carnot", "quay", order="2025-041"
    ),
    Post(7, "Rue Carnot", _CENTRE, "Face au 41, rue Carnot", "street"),
    Post(8, "Jardin de ville", _CENTRE, "Grille est", "square"),
    Post(9, "Parking des Halles", _CENTRE, "Rampe d'accès", "car_park"),
    Post(11, "Rue du Commerce", _CENTRE, "Zone piétonne, bornes", "street", order="2024-118"),
    Post(17, "Théâtre", _CENTRE, "2, place du Théâtre", "night", digest=True),
    Post(18, "Place aux Herbes", _CENTRE, "Fontaine", "square"),
    Post(19, "Boulevard Victor-Hugo", _CENTRE, "Angle rue de la Paix", "street", order="2025-041"),
    Post(25, "Passerelle", _STATION, "Accès quais 2 et 3", "station", "h265"),
    Post(26, "Parking vélos", _STATION, "Abri sécurisé", "car_park"),
    Post(27, "Rue du Dépôt", _STATION, "Face au 9, rue du Dépôt", "street", "h265"),
    Post(28, "Sortie nord", _STATION, "Place du 8-Mai", "station", "h265"),
    Post(29, "Taxis", _STATION, "Station de taxis", "station", order="2025-041"),
    Post(33, "École des Tilleuls", _SCHOOLS, "12, rue des Tilleuls", "school", order="2025-041"),
    Post(34, "Lycée Jean-Moulin", _SCHOOLS, "Arrêt des cars scolaires", "school", udp=True),
    Post(35, "Maternelle Prévert", _SCHOOLS, "Impasse Prévert", "school", order="2025-041"),
    Post(36, "École Victor-Hugo", _SCHOOLS, "Angle boulevard Victor-Hugo", "school"),
    Post(37, "Crèche Les Lilas", _SCHOOLS, "5, rue des Lilas", "school", digest=True),
    Post(38, "Collège Camus", _SCHOOLS, "Parvis", "school"),
    Post(39, "Médiathèque", _SCHOOLS, "Esplanade de la Médiathèque", "square"),
    Post(42, "Quai Gambetta", _QUAYS, "Face au 30, quai Gambetta", "quay", order="2024-118"),
    Post(44, "Pont-Neuf", _QUAYS, "Culée rive droite", "quay"),
    Post(45, "Port de plaisance", _QUAYS, "Capitainerie", "quay"),
    Post(46, "Esplanade", _QUAYS, "Manège", "square"),
    Post(47, "Parking des Quais", _QUAYS, "Allée centrale", "car_park", "mjpeg"),
    Post(48, "Rue du Port", _QUAYS, "Angle quai Voltaire", "quay", order="2024-118"),
    Post(49, "Écluse", _QUAYS, "Maison de l'éclusier", "night"),
    Post(52, "Stade municipal", _SPORT, "Tribune, entrée A", "car_park"),
    Post(54, "Piscine", _SPORT, "Rue des Nageurs", "car_park", "mjpeg"),
    Post(55, "Skatepark", _SPORT, "Plaine des jeux", "night", digest=True),
    Post(56, "Allée des Sports", _SPORT, "Angle rue des Tilleuls", "street", order="2025-041"),
    Post(57, "Tennis", _SPORT, "Club house", "car_park", "mjpeg"),
    Post(58, "Gymnase Coubertin", _SPORT, "Parking du personnel", "car_park"),
    Post(59, "Plaine des jeux", _SPORT, "Entrée ouest", "square"),
    Post(62, "Route de Lyon", _ENTRIES, "Panneau d'agglomération", "street", order="2025-041"),
    Post(63, "Route de Paris", _ENTRIES, "Carrefour de la Croix", "quay", order="2025-041"),
    Post(64, "Zone des Prés", _ENTRIES, "Giratoire des Prés", "street"),
    Post(65, "Déchetterie", _ENTRIES, "Portail", "car_park", digest=True),
    Post(66, "Chemin des Vignes", _ENTRIES, "Dépôts sauvages", "night", digest=True),
    Post(67, "Cimetière", _ENTRIES, "Porte sud", "car_park"),
    Post(68, "Pont de l'autoroute", _ENTRIES, "Bretelle 12", "street", "h265", order="2025-041"),
    Post(69, "Avenue du Vercors", _ENTRIES, "Feu tricolore", "quay", udp=True, order="2025-041"),
    Post(70, "Péage", _ENTRIES, "Aire de covoiturage", "station", "h265"),
)

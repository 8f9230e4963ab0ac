"""Whether a picture's file is what its recipe makes: the judgment of every check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tconv_anim.publish.compare import Match, compare
from tconv_anim.publish.manifest import Entry, library_versions
from tconv_anim.publish.witness import digest


@dataclass(frozen=True)
class Verdict:
    """What a check found of one file.

    Attributes
    ----------
    wrong : why it is out of date; "" if it is what its recipe makes
    made_with : the versions of libraries that drew the same in other pixels; "" if they are those that are installed,
        or make no difference
    """

    wrong: str = ""
    made_with: str = ""


UP_TO_DATE = Verdict()


def judge(old: bytes | None, new: bytes, entry: Entry | None, now: Entry, manifest: str) -> Verdict:
    """Whether a file is what its recipe makes.

    It is if nobody changed it, and if what is shown is the same. With the library versions that made it, the pixels
    are the same too. Other versions may draw the same in other pixels.

    Parameters
    ----------
    old, new : the file, and what its recipe makes now
    entry, now : what the manifest says of the file, and what it would say of a new one
    manifest : the name of its file
    """
    if old is None:
        return Verdict("missing")
    if entry is None:
        return Verdict(f"not in {manifest}")
    match = compare(old, new)
    if digest(old) != entry.picture:
        how = f": {match.value}" if match in (Match.BYTES, Match.PIXELS) else ""
        return Verdict(f"changed since it was made{how}")
    if now.recipe != entry.recipe:
        return Verdict("its recipe has changed")
    if now.shows != entry.shows or match is Match.NONE:
        return Verdict("it shows something else now")
    if match in (Match.BYTES, Match.PIXELS):
        return UP_TO_DATE
    if entry.libraries != now.libraries:
        return Verdict(made_with=entry.libraries)
    return Verdict("drawn differently now")


def versions_notes(made_with: Mapping[str, int]) -> Iterator[str]:
    """What to say of pictures that other versions of libraries made, from how many each of these made.

    >>> *here, system = library_versions().split(", ")
    >>> list(versions_notes({", ".join(["matplotlib 3.1", *here[1:], system]): 1}))  # doctest: +ELLIPSIS
    ['note: 1 picture was made with matplotlib 3.1 (here ...): it shows the same']
    """
    for versions, count in made_with.items():
        pairs = zip(versions.split(", "), library_versions().split(", "), strict=False)
        differ = [f"{made} (here {here.partition(' ')[2]})" for made, here in pairs if made != here]
        pictures, they = ("picture was", "it shows") if count == 1 else ("pictures were", "they show")
        yield f"note: {count} {pictures} made with {', '.join(differ)}: {they} the same"

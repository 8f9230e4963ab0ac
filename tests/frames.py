"""Write down every frame of every recipe, or compare with what was written down: the guard of a refactoring.

python -m tests.frames write FILE.json [RECIPES ...]     before the first move
python -m tests.frames compare FILE.json [RECIPES ...]   after the last: exit code 1 and a line for each difference

RECIPES are folders of recipes, by default examples. Pictures are made by the command line alone, so that the same file
serves before and after whatever moves inside the package. Use the same versions of the libraries for both.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageSequence

IMAGES = (".gif", ".png")


def frames(path: Path) -> dict[str, object]:
    """A picture's size, frames, durations and recipe; of text formats a digest of the text."""
    if path.suffix not in IMAGES:
        return {"text": _digest(path.read_bytes())}
    with Image.open(path) as image:
        shown = [frame.convert("RGB") for frame in ImageSequence.Iterator(image)]
        durations = [frame.info.get("duration", 0) for frame in ImageSequence.Iterator(image)]
        comment = image.info.get("comment", image.info.get("Comment", ""))
        return {
            "size": image.size,
            "loop": image.info.get("loop"),
            "durations_ms": durations,
            "frames": [_digest(frame.tobytes()) for frame in shown],
            "recipe": comment.decode() if isinstance(comment, bytes) else comment,
        }


def galleries(folders: list[str]) -> dict[str, dict[str, object]]:
    """What the recipes of all folders make, by folder and file name."""
    made: dict[str, dict[str, object]] = {}
    for folder in folders:
        with tempfile.TemporaryDirectory() as out:
            command = [sys.executable, "-m", "tconv_anim", "gallery", folder, "--out", out]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                sys.exit(done.stderr)
            pictures = sorted(path for path in Path(out).iterdir() if path.name not in ("manifest.json",))
            made |= {f"{folder}/{path.name}": frames(path) for path in pictures}
    return made


def differences(before: dict[str, object], after: dict[str, object]) -> list[str]:
    """A sentence for each file that is new, gone or drawn in another way."""
    found = [f"{name}: {'gone' if name in before else 'new'}" for name in sorted(before.keys() ^ after.keys())]
    for name in sorted(before.keys() & after.keys()):
        old, new = before[name], after[name]
        assert isinstance(old, dict)
        assert isinstance(new, dict)
        parts = [part for part in old if old[part] != new.get(part)]
        if "frames" in parts:
            pairs = zip(old["frames"], new["frames"], strict=False)
            first = next((n for n, (a, b) in enumerate(pairs, start=1) if a != b), "the last")
            parts[parts.index("frames")] = f"frames, {len(old['frames'])} and {len(new['frames'])}, first {first}"
        found += [f"{name}: {part}" for part in parts]
    return found


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def main(job: str, file: str, *folders: str) -> None:
    made = galleries(list(folders) or ["examples"])
    if job == "write":
        Path(file).write_text(json.dumps(made, indent=1), encoding="utf-8")
        print(f"{len(made)} files written down in {file}")
        return
    found = differences(json.loads(Path(file).read_text(encoding="utf-8")), json.loads(json.dumps(made)))
    print("\n".join([*found, f"{len(made)} files, {len(found)} differences"]))
    sys.exit(bool(found))


if __name__ == "__main__":
    main(*sys.argv[1:])

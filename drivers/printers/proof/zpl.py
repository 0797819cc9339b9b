#!/usr/bin/env python3
"""Proof with parts that we did not write: labels of our ZPL driver, rendered by npm `zpl-renderer-js`, read by PyPI `zxing-cpp`, give
back the same element string, GS1 DataMatrix and GS1-128 in turn.

    python drivers/printers/proof/zpl.py [COUNT]

Brings both packages from their registries into `target/`. The last line is `checked: N passed, M failed`.
"""

import base64
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
WORK = ROOT / "target" / "proof"
COUNT = sys.argv[1] if len(sys.argv) > 1 else "1000"


def lines(command, text=None, **options):
    return subprocess.run(command, input=text, check=True, text=True, stdout=subprocess.PIPE, **options).stdout.splitlines()


def scan(png):
    import zxingcpp
    from PIL import Image

    if not png:
        return "nothing was rendered"
    image = Image.open(io.BytesIO(base64.b64decode(png))).convert("L")
    found = zxingcpp.read_barcodes(image)
    if len(found) != 1:
        return f"{len(found)} symbols were read"
    return found[0].symbology_identifier + found[0].bytes.decode("latin-1")


def main():
    WORK.mkdir(parents=True, exist_ok=True)
    npm = shutil.which("npm") or "npm"
    try:
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "zxing-cpp>=3.1", "pillow"], check=True)
        subprocess.run([npm, "install", "--silent", "--no-audit", "--no-fund", "zpl-renderer-js@3.4.0"], cwd=WORK, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"not proven here, because a package does not install: {error}")
        return
    shutil.copy(HERE / "render.mjs", WORK)
    example = ["cargo", "run", "--quiet", "--locked", "--profile", "ci", "-p", "tallymark-printers", "--example", "labels"]
    labels = lines([*example, "--", COUNT], cwd=ROOT)
    pictures = lines(["node", "render.mjs"], "\n".join(labels) + "\n", cwd=WORK)
    assert len(pictures) == len(labels) == int(COUNT)
    failed = 0
    for label, picture in zip(map(json.loads, labels), pictures):
        read = scan(picture)
        if read != label["scan"]:
            failed += 1
            print(f"{label['zpl']}\n  expected {label['scan']!r}\n  read     {read!r}")
    print(f"checked: {len(labels) - failed} passed, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
TOOL = ROOT / "tools" / "measure_corpus.py"


def measure(folder):
    return subprocess.run(
        [sys.executable, str(TOOL), str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_every_real_report_is_read_exactly_and_nobody_is_accused_falsely():
    assert (CORPUS / "reports").is_dir(), "the real reports stand beside the checkout"
    done = measure(CORPUS)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(done.stdout.splitlines()) == len(list((CORPUS / "reports").iterdir())) + 1


def test_one_wrong_figure_or_one_missed_violation_fails_the_measure(tmp_path):
    (tmp_path / "reports").mkdir()
    (tmp_path / "truth").mkdir()
    name = "seed_002"
    (tmp_path / "reports" / f"{name}.txt").symlink_to(CORPUS / "reports" / f"{name}.txt")
    truth = json.loads((CORPUS / "truth" / f"{name}.json").read_text("utf-8"))
    truth["figures"]["t3.received.person"] = 2
    truth["figures"]["t3.denied_process.person"] = 0
    missed = truth["violations"].pop()
    (tmp_path / "truth" / f"{name}.json").write_text(json.dumps(truth), "utf-8")
    done = measure(tmp_path)
    assert done.returncode == 1
    assert "t3.received.person: expected 2, read '1' (number: 1)" in done.stdout
    assert "t3.denied_process.person: expected 0, read '' (blank: None)" in done.stdout
    assert f"false: {missed['rule']}:suit_after_review" in done.stdout


def test_a_form_that_is_not_empty_fails_without_a_truth(tmp_path):
    (tmp_path / "reports").mkdir()
    (tmp_path / "truth").mkdir()
    (tmp_path / "reports" / "seed_004.txt").symlink_to(CORPUS / "reports" / "seed_004.txt")
    done = measure(tmp_path)
    assert done.returncode == 1
    assert "expected blank, read '0'" in done.stdout

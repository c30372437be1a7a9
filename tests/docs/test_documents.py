"""What the documents name exists, and what exists is named."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.manifest import OutcomeName
from crawler.spiders import FAMILIES
from nianbao.cli.commands import COMMANDS, command
from nianbao.demo.sheets import load
from nianbao.duty.model import DutyState, Outcome
from nianbao.report.catalogue import RULES
from nianbao.report.checks import relations
from nianbao.report.model import Verdict
from nianbao.settings import Settings
from tests.cli.command import nianbao

ROOT = Path(__file__).parents[2]
DOCUMENTS = (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md")))
TEXT = {path.name: path.read_text(encoding="utf-8") for path in DOCUMENTS}
ALL = "\n".join(TEXT.values())


def fenced(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_named(name):
    assert f"nianbao {name}" in ALL


def test_every_command_that_a_document_names_exists():
    assert set(re.findall(r"`nianbao ([a-z]+)", ALL)) <= set(COMMANDS)


def test_every_option_and_subcommand_that_a_document_names_exists():
    for name, rest in re.findall(r"`nianbao ([a-z]+)((?: [^`\n]+)?)`", ALL):
        found = command().get_command(None, name)
        below = getattr(found, "commands", None)
        words = rest.split()
        if below is not None and words and not words[0].startswith("--"):
            assert words[0] in below, f"nianbao {name}{rest}"
            found = below[words[0]]
        known = {text for parameter in found.params for text in parameter.opts} | {"--help"}
        options = {word.partition("=")[0] for word in words if word.startswith("--")}
        assert options <= known, f"nianbao {name}{rest}"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_is_named(rule):
    assert f"`{rule.code}`" in TEXT["rules.md"]


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_in_the_table_with_its_default_and_meaning(name):
    field = Settings.model_fields[name]
    default = field.default if field.default != "" else "–"
    shown = str(default).lower() if isinstance(default, bool) else str(default)
    row = f"| `NIANBAO_{name.upper()}` | {shown} | {field.description} |"
    assert row in TEXT["operate.md"].splitlines()


def test_every_setting_that_a_document_names_exists():
    named = set(re.findall(r"NIANBAO_([A-Z_]+)", ALL))
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    known = {name.upper() for name in Settings.model_fields}
    assert named - known <= set(re.findall(r"\$\{NIANBAO_([A-Z_]+)", compose))


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\bmake ([a-z]+)\b", TEXT["README.md"]))))
def test_the_make_targets_of_the_readme_exist(target):
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_every_link_between_documents_leads_somewhere():
    for path in DOCUMENTS:
        for target in re.findall(r"\]\(([^)#:]+)\)", TEXT[path.name]):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_every_file_that_a_document_names_exists():
    folders = "nianbao|crawler|storage|tasks|alerts|tests|tools|bench|docs"
    for name in set(re.findall(rf"`((?:{folders})/[\w./-]+\.\w+)`", ALL)):
        assert (ROOT / name).exists(), name


@pytest.mark.parametrize("term", [*DutyState, *Verdict])
def test_every_state_and_verdict_is_explained(term):
    assert f"| `{term.value}` " in TEXT["how-it-works.md"]


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_says_what_an_administrator_does(outcome):
    assert outcome.value in OutcomeName.__args__
    assert re.search(rf"^\| `{outcome.value}` ", TEXT["operate.md"], re.MULTILINE)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_is_described(family):
    assert f"| `{family}` |" in TEXT["add-a-portal.md"]


def test_the_first_run_prints_what_the_readme_shows(tmp_path):
    sample = next(part for part in fenced(TEXT["README.md"], "console") if "python -c" in part)
    code = re.search(r'-c "\n(.*?)"$', sample, re.DOTALL | re.MULTILINE)[1]
    subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, check=True
    )
    done = nianbao("check", "var/sample.docx", folder=tmp_path)
    shown = next(part for part in fenced(TEXT["README.md"], "text") if "核对42式" in part)
    assert done.returncode == 1
    assert [line for line in shown.splitlines() if line not in done.stdout.splitlines()] == []


def test_the_worked_example_is_judged_as_it_says(a_read_report):
    said = re.findall(r"`(t3\.[a-z]+:[a-z]+)`[^`]*?\*\*([a-z]+)\*\*", TEXT["how-it-works.md"])
    verdicts = {one.relation.name: one.verdict.value for one in relations.judged(a_read_report)}
    assert len(said) == 4
    assert {name: verdicts[name] for name, _ in said} == dict(said)
    assert verdicts["t3.settled:person"] == "holds"


def test_the_worked_example_shows_what_is_printed():
    cells = load("qinghe_transport_2025").cells
    blank = [key for key, text in cells.items() if key.endswith(".business") and not text]
    assert len(blank) == 16
    assert cells["t3.settled.business"] == "1"


def test_the_registry_files_of_the_documents_can_be_imported(tmp_path):
    assert nianbao("migrate", folder=tmp_path).returncode == 0
    blocks = fenced(TEXT["add-a-portal.md"], "toml")
    assert blocks
    for number, block in enumerate(blocks):
        (tmp_path / f"{number}.toml").write_text(block, encoding="utf-8")
        done = nianbao("portals", "import", f"{number}.toml", folder=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        assert "网站：新增1" in done.stdout

"""The working folder (``--root``): where campaigns, runs and reports are."""

import os
from dataclasses import dataclass
from pathlib import Path

import yaml

from caqes_eval.campaign.model import Campaign, name_fault
from caqes_eval.foundation import strict_yaml
from caqes_eval.foundation.errors import CampaignNotFoundError, ParameterFileError
from caqes_eval.foundation.files import shown, write_atomically
from caqes_eval.foundation.shipped import shipped


@dataclass(frozen=True)
class Workspace:
    """The working folder and its layout."""

    root: Path

    def campaign_file(self, name: str) -> Path:
        """Return the file of a campaign.

        Raises:
            ParameterFileError: the name cannot be a folder's name.
        """
        if fault := name_fault(name):
            raise ParameterFileError(f"Nom de campagne refusé « {name} » : {fault}", remedy="Choisissez un autre nom.")
        return self.root / "params" / "campaigns" / f"{name}.yml"

    def runs(self, name: str) -> Path:
        """Return the folder of a campaign's dossiers."""
        return self.root / "notebooks" / "runs" / name

    def reports(self, name: str) -> Path:
        """Return the folder of a campaign's reports."""
        return self.root / "reports" / name

    @property
    def cache(self) -> Path:
        """The folder of converted files, which may be deleted at any time."""
        return self.root / ".caqes" / "cache"

    @property
    def templates(self) -> Path:
        """The notebook templates: those of the working folder when it has some, else the product's."""
        own = self.root / "notebooks" / "templates"
        return own if any(own.glob("*.ipynb")) else shipped("templates")

    def template(self, name: str) -> Path:
        """Return a template of the working folder.

        Raises:
            ParameterFileError: there is none of that name.
        """
        path = self.templates / f"{name}.ipynb"
        if not path.is_file():
            raise ParameterFileError(
                f"Le modèle {name}.ipynb manque dans notebooks/templates.",
                remedy="Remettez-le : un dossier de travail qui a ses propres modèles doit les avoir tous.",
            )
        return path

    @property
    def regulation(self) -> Path:
        """The rules: those of the working folder when it has some, else the product's."""
        return self._own_or_shipped("regulation")

    @property
    def regions(self) -> Path:
        """The region files: those of the working folder when it has some, else the product's."""
        return self._own_or_shipped("regions")

    @property
    def targeting(self) -> Path:
        """The targeting matrices: those of the working folder when it has some, else the product's."""
        return self._own_or_shipped("targeting")

    def _own_or_shipped(self, name: str) -> Path:
        own = self.root / "params" / name
        return own if own.is_dir() else shipped(name)

    def source(self, path: str) -> Path:
        """Return a file that a campaign names relative to the working folder."""
        # normalised as text: the working folder may not exist yet when its campaign is being made
        return Path(os.path.normpath(self.root.resolve() / path))

    def relative(self, file: Path) -> str:
        """Return how a campaign names a file, with ``/``; absolute only from another Windows drive."""
        try:
            return Path(os.path.relpath(file.resolve(), self.root.resolve())).as_posix()
        except ValueError:
            return file.resolve().as_posix()

    def shown(self, path: Path) -> str:
        """Return a path as messages may show it."""
        return shown(path, self.root)

    def campaign_names(self) -> list[str]:
        """Return the campaigns there are."""
        return sorted(path.stem for path in (self.root / "params" / "campaigns").glob("*.yml"))

    def load_campaign(self, name: str) -> Campaign:
        """Read and check a campaign.

        Raises:
            CampaignNotFoundError: there is no such file.
            ParameterFileError: the file is wrong; every fault is told.
        """
        path = self.campaign_file(name)
        if not path.is_file():
            names = ", ".join(self.campaign_names()) or "aucune"
            raise CampaignNotFoundError(
                f"La campagne « {name} » n’existe pas (campagnes présentes : {names}).",
                remedy="Créez-la avec « caqes new », ou indiquez le dossier de travail avec « --root ».",
            )
        campaign = strict_yaml.validated(strict_yaml.load(path, shown_name=self.shown(path)), Campaign)
        if campaign.name != name:
            raise ParameterFileError(
                f"{self.shown(path)} : la clé name vaut « {campaign.name} » alors que le fichier s’appelle « {name} ».",
                remedy="Donnez le même nom aux deux.",
            )
        return campaign

    def save_campaign(self, campaign: Campaign, *, heading: str) -> Path:
        """Write a campaign file that a pharmacist can read and change; every identifier is quoted."""
        content = campaign.model_dump(mode="json", exclude_none=True)
        text = yaml.dump(content, Dumper=_QuotedText, allow_unicode=True, sort_keys=False, width=120)
        path = self.campaign_file(campaign.name)
        write_atomically(path, f"{heading}\n{text}")
        return path


class _QuotedText(yaml.SafeDumper):
    """Quotes every value that is a text, so that a spreadsheet user sees that 010000024 is one."""


def _quoted(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    # a key or a plain word needs no quotes; anything that starts like a number does
    style = '"' if text[:1].isdigit() and len(text) > 4 and "-" not in text[:5] else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_QuotedText.add_representer(str, _quoted)

"""The MkDocs plugin `board-reports`: hooks only; the work is done by the modules beside it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from board_reports.site.cache.frame_print import can_be_kept
from board_reports.site.cache.store import PLACE
from board_reports.site.cache.templates import CompiledTemplates
from board_reports.site.config import BoardReportsConfig
from board_reports.site.finishing import finished
from board_reports.site.frame import for_templates, head_of
from board_reports.site.guard import without_reports
from board_reports.site.moment import Moment, moment_of
from board_reports.site.output import OutputRefused, begin, finish
from board_reports.site.page_steps import after_rendering, before_rendering, step
from board_reports.site.project import ProjectError, project_of
from board_reports.site.publication import Publication
from board_reports.site.rendering.publishing import publish_reports
from board_reports.site.rendering.whole_page import Frame
from board_reports.site.theming import prepare_theme, without_source_maps
from board_reports.site.twin import PLUGIN, kept, read_twin
from board_reports.site.wish import Wish
from board_reports.site.writing import write_common, write_own

if TYPE_CHECKING:
    from jinja2 import Environment

log = get_plugin_logger(__name__)

NO_CACHE = "BOARD_NO_CACHE"
"""The variable with which a build by MkDocs itself makes everything anew, and keeps nothing."""

REFUSED = (
    "mkdocs gh-deploy is refused: the branch it writes keeps every earlier build in its history, so that a report "
    "could still be found there after its time is up. Publish the built folder on a web server instead."
)


class BoardReportsPlugin(BasePlugin[BoardReportsConfig]):  # type: ignore[no-untyped-call]
    """Builds a Board's public website from the reports that are public at one instant, and from nothing else.

    `moment` is that instant; set before the build it governs, else it is read from `BOARD_AS_OF` or the clock, once
    for each build. `wish` is what else is asked of the build. `publication` is what the build published and left out,
    once `on_config` has run. `given` is the publication to build where another build has begun it: that of the twin.
    """

    moment: Moment | None = None
    wish: Wish | None = None
    publication: Publication | None = None
    given: Publication | None = None
    served_by_mkdocs: bool = False
    nav: Navigation | None = None

    def on_startup(self, *, command: str, dirty: bool) -> None:  # noqa: ARG002 - the signature is MkDocs's
        """Refuse to deploy to a branch that keeps history."""
        if command == "gh-deploy":
            raise PluginError(REFUSED)
        self.served_by_mkdocs = command == "serve"

    # Before every other plugin: search and others read what is set here.
    @event_priority(100)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Judge the configuration and read the register, before anything is emptied or written."""
        publication = self.given or self._begun(config)
        project = publication.project
        prepare_theme(config, project)
        config.nav, _ = without_reports(config.nav, project.base_url, project.reports_dir.name)
        extensions: list[Any] = config.markdown_extensions
        extensions.append(publication.guard.extension)
        config.watch.append(str(project.reports_dir))
        self.publication = publication
        return config

    def _begun(self, config: MkDocsConfig) -> Publication:
        project = _or_fail(lambda: project_of(config, self.config))
        moment = self.moment or _or_fail(lambda: moment_of(None, project.settings.zone))
        other = None
        if project.options.twin:
            with kept(config.plugins):
                twin = _or_fail(lambda: read_twin(project, config.site_dir))
            other = twin.project
            config.watch += [
                str(other.docs_dir),
                *([twin.config.config_file_path] if twin.config.config_file_path else []),
            ]
        try:  # before anything is read: what is refused leaves nothing behind
            project.check_output(Path(config.site_dir))
        except (OutputRefused, OSError) as error:
            raise PluginError(str(error)) from None
        wish = self.wish or Wish(cache=None if os.environ.get(NO_CACHE) else project.state_dir / PLACE)
        # A plugin or hook that is not known may take its time, while somebody changes what would be read again later.
        anew = not can_be_kept(config)
        publication: Publication = _or_fail(lambda: Publication.of(project, moment, wish, other, anew=anew))
        return publication

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Tell what is left out, and empty the output folder, dot-files included."""
        publication = self._publication()
        try:
            if not self.given:
                for problem in publication.standings.pressing:
                    log.warning(str(problem))
                publication.project.check_output(Path(config.site_dir))  # as it is now
            begin(Path(config.site_dir))
            if not self.given:
                publication.open_cache(in_place=can_be_kept(config))
        except (OutputRefused, OSError) as error:
            raise PluginError(str(error)) from None

    # After every other plugin: what they add is judged as well.
    @event_priority(-100)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Keep unfit files back, and add the pages of live reports."""
        publication = self._publication()
        without_source_maps(files, config)
        for problem in _written(lambda: publication.add_to(files, config)):
            log.warning(str(problem))
        return files

    # Before every other plugin: whatever fails from here on has to do with this page.
    @event_priority(100)
    def on_pre_page(self, page: Page, *, config: MkDocsConfig, files: Files) -> Page:  # noqa: ARG002
        """Say which page is being read."""
        step(self._publication(), page)
        return page

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002
        """Write out `{board.email}` and the like on permanent pages."""
        text, unknown = before_rendering(self._publication(), markdown, page)
        for name in unknown:
            log.info(f"{page.file.src_uri}: {{board.{name}}} is not a key of extra.board.")  # noqa: G004
        return text

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002
        """Put the finished text into made pages; take links to reports out of permanent ones."""
        return after_rendering(self._publication(), html, page)

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:  # noqa: ARG002
        """Keep the navigation: it stands on the pages of reports as well."""
        self.nav = nav
        return nav

    # Before every other plugin: from here on a failure has nothing to do with the page that was read last.
    @event_priority(100)
    def _give_words(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:  # noqa: ARG002
        """Give the templates the Board's words."""
        publication = self._publication()
        publication.wish.progress("env", "")
        publication.note_pages(files)
        env.globals["board"] = for_templates(publication, files)
        if publication.wish.cache is not None:
            folder = publication.wish.cache / "templates"
            env.bytecode_cache = CompiledTemplates(folder, keeps=publication.wish.keeps)
        return env

    # After every other plugin: what a page is made with is whole.
    @event_priority(-100)
    def _publish_reports(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Make the pages of the reports, and then the listing."""
        assert self.nav is not None
        frame = Frame.of(config, env, files, self.nav)
        kind = "as served by mkdocs" if self.served_by_mkdocs else "as written"
        for problem in _written(lambda: publish_reports(self._publication(), frame, kind)):
            log.warning(str(problem))
        return env

    on_env = CombinedEvent(_give_words, _publish_reports)

    # Before every other plugin, for the same reason.
    @event_priority(100)
    def on_page_context(
        self,
        context: TemplateContext,
        *,
        page: Page,
        config: MkDocsConfig,  # noqa: ARG002
        nav: Navigation,  # noqa: ARG002
    ) -> TemplateContext:
        """Give each page its head: what crawlers may do, and what machines may know."""
        step(self._publication(), page)
        context["board_head"] = head_of(self._publication(), page)  # type: ignore[typeddict-unknown-key]
        return context

    # After every other plugin: the policy names the scripts of the page as it will be.
    @event_priority(-100)
    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:  # noqa: ARG002
        """Mend the finished page, and give it its policy."""
        return self._finished(output)

    @event_priority(-100)
    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:  # noqa: ARG002
        """The same for pages that come from a template alone."""
        return self._finished(output_content) if template_name.endswith(".html") else output_content

    # Before every other plugin, for the same reason.
    @event_priority(100)
    def _begin_to_end(self, *, config: MkDocsConfig) -> None:  # noqa: ARG002
        """Say that all pages are done."""
        self._publication().wish.progress("end", "")

    # After Material's own: the output is whole when the last file is written.
    @event_priority(-100)
    def _end(self, *, config: MkDocsConfig) -> None:
        """Build the twin, then write feed, sitemap and status."""
        publication, site_dir = self._publication(), Path(config.site_dir)
        if publication.other is not None and not self.given:
            publication.take(self._built_twin(publication, config))
        _written(lambda: write_own(publication, site_dir))
        if not self.given:
            _written(lambda: write_common(publication, site_dir))
            publication.tidy()
        publication.account(config)
        _written(lambda: finish(site_dir))

    def _built_twin(self, publication: Publication, config: MkDocsConfig) -> Publication:
        """Build the site in the other language into its place in the output, at the same instant."""
        with kept(config.plugins):
            twin = _or_fail(lambda: read_twin(publication.project, config.site_dir))
            plugin = twin.config.plugins[PLUGIN]
            assert isinstance(plugin, BoardReportsPlugin)
            plugin.served_by_mkdocs = self.served_by_mkdocs
            plugin.given = built = publication.in_other_language(twin.project)
            mkdocs_build(twin.config)
        return built

    on_post_build = CombinedEvent(_begin_to_end, _end)

    def _finished(self, html: str) -> str:
        return finished(html, policy=not self.served_by_mkdocs)

    def _publication(self) -> Publication:
        if self.publication is None:
            raise PluginError("board-reports has not been set up: on_config did not run.")
        return self.publication


def _or_fail(step: Callable[[], Any]) -> Any:
    try:
        return step()
    except (ProjectError, ValueError) as error:
        raise PluginError(str(error)) from None


def _written(step: Callable[[], Any]) -> Any:
    try:
        return step()
    except OSError as error:
        raise PluginError(f"The site cannot be written ({error.strerror or type(error).__name__}).") from None

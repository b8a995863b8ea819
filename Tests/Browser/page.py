"""What a test does to a page and reads from it."""

import base64
import json
from contextlib import contextmanager
from pathlib import Path

from selenium.webdriver.common.keys import Keys

SCRIPTS = Path(__file__).parent


class Page:
    def __init__(self, browser, url):
        self.browser = browser
        self.url = url

    def open(self, *, width=1280, scheme="light", media="screen"):
        self.command("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.command("Emulation.setEmulatedMedia", media=media, features=features)
        self.browser.get("about:blank")
        self.logs(), self.requests()
        self.browser.get(self.url)
        return self

    def command(self, name, **parameters):
        return self.browser.execute_cdp_cmd(name, parameters)

    def run(self, script, *arguments):
        return self.browser.execute_script(script, *arguments)

    @contextmanager
    def without_scripts(self):
        self.command("Emulation.setScriptExecutionDisabled", value=True)
        try:
            yield
        finally:
            self.command("Emulation.setScriptExecutionDisabled", value=False)

    def logs(self):
        """What the console said since the last look; violations of the security policy stand there too."""
        return [entry["message"] for entry in self.browser.get_log("browser")]

    def requests(self):
        """Every address that the browser asked for since the last look, `about:` and `data:` included."""
        events = (json.loads(entry["message"])["message"] for entry in self.browser.get_log("performance"))
        return [
            event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"
        ]

    def press(self, key):
        self.browser.switch_to.active_element.send_keys(key)

    def tab(self):
        self.press(Keys.TAB)

    def screenshot(self, path):
        """The whole page, at the width that it was opened with."""
        size = self.command("Page.getLayoutMetrics")["cssContentSize"]
        height = min(int(size["height"]), 12_000)
        clip = {"x": 0, "y": 0, "width": size["width"], "height": height, "scale": 1}
        data = self.command("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)["data"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(data))

    def poor_contrasts(self):
        """Texts whose contrast is below what WCAG 2.2 asks for at level AA."""
        return self.run((SCRIPTS / "contrast.js").read_text())

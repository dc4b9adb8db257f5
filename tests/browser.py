"""Clicks through the pages of http/threaded_server in a headless Chromium, as a student would.

    tests/browser.py TEST URL

Needs Selenium and Chromium's driver (Debian: python3-selenium, chromium-driver). Prints what was wanted and what came, and
ends with status 1, when something is wrong. browser.bats runs it.
"""

import re
import shutil
import socket
import sys
import time
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

LIMIT_S = 40  # for whatever the page is to do; it waits no longer than it must
PAGES = ["/", "/inspect", "/form?name=Ada&text=%3Cb%3E+" + 60 * "long", "/template", "/cookies", "/count",
         "/slow?ms=0", "/race", "/connections", "/index.html", "/notes/", "/private"]


class Wrong(Exception):
    pass


def check(what, wanted, got):
    if wanted != got:
        raise Wrong(f"{what}:\nwanted {wanted!r}\ngot    {got!r}")


class Browser:
    def __init__(self, url, script=True):
        self.url = url.rstrip("/")
        options = webdriver.ChromeOptions()
        for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        if not script:
            options.add_experimental_option(
                "prefs", {"profile.managed_default_content_settings.javascript": 2})
        options.binary_location = shutil.which("chromium") or shutil.which("chromium-browser")
        self.driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
        self.driver.set_page_load_timeout(LIMIT_S)
        self.look(1280, "light")

    def look(self, width, scheme):
        """As on a screen so wide, for somebody who likes it light or dark. Nothing moves by itself."""
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False})
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"}]})

    def open(self, path):
        self.driver.get(self.url + path)

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def find_all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def text(self, selector):
        return self.find(selector).text

    def type(self, selector, text):
        element = self.find(selector)
        element.clear()
        element.send_keys(text)

    def press(self, words):
        """Click the button or link with these words."""
        for element in self.find_all("button, a"):
            if element.text == words:
                element.click()
                return
        raise Wrong(f"there is no button or link {words!r} on {self.driver.current_url}")

    def script(self, code, *arguments):
        return self.driver.execute_script(code, *arguments)

    def wait(self, what, condition):
        """Until CONDITION returns something true; that is returned."""
        end = time.monotonic() + LIMIT_S
        while time.monotonic() < end:
            try:
                result = condition()
                if result:
                    return result
            except WebDriverException:
                pass  # the page is just being replaced
            time.sleep(0.05)
        raise Wrong(f"waited in vain for: {what}")

    def no_errors(self):
        """Nothing in the console: no script failed, the policy stopped nothing, no file is missing."""
        errors = [line["message"] for line in self.driver.get_log("browser") if line["level"] == "SEVERE"]
        check(f"the console at {self.driver.current_url}", [], errors)


def rows(browser, selector):
    return [[cell.text for cell in row.find_elements(By.CSS_SELECTOR, "th, td")]
            for row in browser.find_all(selector + " tbody tr")]


# --- the tests ------------------------------------------------------------------------------------------------


def test_form(browser):
    name, text = 'Zoë & "Bob" <b>', "50 % + more"
    for method in ("get", "post"):
        browser.open("/form")
        check("before", [["nothing yet"]], rows(browser, "#came"))
        browser.type(f"#{method}-name", name)
        browser.type(f"#{method}-text", text)
        browser.press(f"Send with {method.upper()}")
        browser.wait("the pairs", lambda: len(rows(browser, "#came")) == 2)
        check("the pairs", [["name", name, "Zo%C3%AB+%26+%22Bob%22+%3Cb%3E"], ["text", text, "50+%25+%2B+more"]],
              rows(browser, "#came"))
        check(f"{method}: pairs in the address", method == "get", "?name=" in browser.driver.current_url)
        browser.no_errors()


def test_refused(browser):
    browser.open("/form")
    browser.press("Send multipart here: 415")
    browser.wait("the refusal", lambda: "415" in browser.text("h1"))
    browser.open("/form")
    browser.press("Echo it as text/plain")
    browser.wait("the echo", lambda: browser.text("body").strip() == "text=50 % & more")


def counts(browser):
    return [int(browser.text(f"#{name}")) for name in ("locked", "unlocked", "lost")]


def test_count(browser):
    browser.open("/count")
    browser.type("#times", "700")
    browser.press("Add in 8 requests at once")
    browser.wait("the result", lambda: "additions" in browser.text("#status"))
    locked, unlocked, lost = counts(browser)
    check("with a lock", 8 * 700, locked)
    check("lost", locked - unlocked, lost)
    check("without a lock, not too many", True, 0 < unlocked <= locked)
    print(f"# {lost} of {locked} lost")
    browser.driver.refresh()
    browser.press("Add in one request")
    browser.wait("1000 more", lambda: counts(browser)[0] == 8 * 700 + 1000)  # the page's usual number
    check("lost alone", lost, counts(browser)[2])
    browser.press("Begin again")
    browser.wait("zeros", lambda: counts(browser) == [0, 0, 0])
    browser.no_errors()


def run_race(browser, alone):
    section = f".run[data-alone='{alone}']"
    browser.find(f"{section} button").click()
    browser.wait("the race", lambda: "All six" in browser.text(f"{section} .status"))
    check("lanes", 6, len(browser.find_all(f"{section} .lane")))
    for bar in browser.find_all(f"{section} .bar.serving"):
        check("a bar is drawn", True, bar.size["width"] > 10 and bar.size["height"] > 10)
    check("the bars are drawn", 6, len(browser.find_all(f"{section} .bar.serving")))
    browser.find(f"{section} summary").click()
    check("rows of the table", 6, len(rows(browser, section)))
    return int(browser.find(section).get_attribute("data-total"))


def test_race(browser):
    browser.open("/race")
    together, alone = run_race(browser, 0), run_race(browser, 1)
    print(f"# together {together} ms, one at a time {alone} ms")
    check("one at a time takes 3 s", True, alone >= 2990)
    check("together is faster", True, together < alone)
    waited = [float(row[1].split()[0]) for row in rows(browser, ".run[data-alone='1']")]
    check("one waited for five others", True, max(waited) > 2)
    browser.no_errors()


def test_connections(browser):
    browser.open("/connections")
    browser.wait("the events", lambda: "updates itself" in browser.text("#live"))
    peers = lambda: [row[0] for row in rows(browser, ".members")]
    address = urlsplit(browser.url)
    with socket.create_connection((address.hostname, address.port)) as other:
        here = "%s:%d" % other.getsockname()[:2]
        browser.wait("a second connection", lambda: here in peers())
        other.sendall(b"GET / HT")
        browser.wait("what it does", lambda: [row[2] for row in rows(browser, ".members") if row[0] == here]
                     == ["reading the head"])
    browser.wait("its end", lambda: here not in peers())
    check("how many", str(len(peers())), browser.text("#count"))
    browser.no_errors()


def test_cookies(browser):
    browser.open("/cookies")
    check("visits at first", "1", browser.text("#visits"))
    browser.driver.refresh()
    check("visits", "2", browser.text("#visits"))
    browser.press("Visit again")
    browser.wait("the third visit", lambda: browser.text("#visits") == "3")
    check("the field", "Cookie: visits=2", browser.text("#sent"))
    check("scripts see", "", browser.script("return document.cookie"))
    browser.press("Forget me")
    browser.wait("a first visit", lambda: browser.text("#visits") == "1")
    check("the field", "(no field Cookie)", browser.text("#sent"))
    browser.driver.add_cookie({"name": "visits", "value": "1<b>2", "path": "/cookies"})
    browser.driver.refresh()
    check("visits, of a cookie that is no number", "1", browser.text("#visits"))
    check("it is shown", "Cookie: visits=1<b>2", browser.text("#sent"))
    browser.no_errors()


def test_private(browser):
    try:
        urllib.request.urlopen(browser.url + "/private", timeout=LIMIT_S)
        raise Wrong("/private let us in")
    except urllib.error.HTTPError as error:
        check("the status", 401, error.code)
        page = error.read().decode()
        check("the page names the password", True, "student" in page and "letmein" in page)
    browser.driver.get(browser.url.replace("//", "//student:letmein@") + "/private")
    check("decoded", "student:letmein", browser.text("#decoded"))
    browser.no_errors()


def test_template(browser):
    evil = "<script>alert(1)</script>"
    browser.open("/template")
    browser.type("#name", evil)
    browser.type("#drink", "\"'><img src=x onerror=alert(2)>")
    browser.press("Fill in")
    browser.wait("the page", lambda: browser.text("#value-name") == evil)
    check("shown", f"Dear {evil},\nyour \"'><img src=x onerror=alert(2)> is ready.",
          re.sub(r"\n+", "\n", browser.text("#shown")))
    check("as text", "Dear &lt;script&gt;alert(1)&lt;/script&gt;,", browser.text("#result").split("\n")[0][3:-4])
    check("elements in it", 2, len(browser.find_all("#shown *")))
    check("typed again", evil, browser.find("#name").get_attribute("value"))
    check("scripts on the page", 0, len(browser.find_all("script")))
    browser.no_errors()


def test_inspect(browser):
    browser.open("/inspect")
    browser.type("#text", "a b")
    browser.press("Send with POST")
    browser.wait("the bytes", lambda: "POST /inspect" in browser.text(".wire"))
    wire = browser.text(".wire")
    check("line ends marked", True, "POST /inspect HTTP/1.1CRLF\n" in wire.replace(" ", "").replace(
        "POST/inspectHTTP", "POST /inspect HTTP"))
    check("the body", True, "text=a+b" in wire)
    check("the end of recv", True, len(browser.find_all(".wire .recv")) >= 1)
    browser.no_errors()


def luminance(browser):
    red, green, blue = map(int, re.findall(
        r"\d+", browser.script("return getComputedStyle(document.body).backgroundColor"))[:3])
    return (red * 2 + green * 7 + blue) / 2550


def test_layout(browser):
    for path in PAGES:
        for scheme in ("light", "dark"):
            for width in (390, 1280):
                browser.look(width, scheme)
                if path == "/private":
                    browser.driver.get(browser.url.replace("//", "//student:letmein@") + path)
                else:
                    browser.open(path)
                where = f"{path[:20]} at {width}, {scheme}"
                check(f"{where}: too wide", False, browser.script(
                    "return document.documentElement.scrollWidth > document.documentElement.clientWidth"))
                check(f"{where}: dark", scheme == "dark", luminance(browser) < 0.5)
                browser.no_errors()
        check(f"{path[:20]}: one heading", 1, len(browser.find_all("h1")))
        unlabelled = browser.script(
            "return [...document.querySelectorAll('input:not([type=hidden]), textarea')]"
            ".filter(field => field.labels.length === 0).map(field => field.name)")
        check(f"{path[:20]}: fields without a label", [], unlabelled)


def focused(browser, what):
    return browser.script("const e = document.activeElement; return e.id || e.textContent.trim()") == what


def tab_to(browser, what):
    for _ in range(60):
        browser.driver.switch_to.active_element.send_keys(Keys.TAB)
        if focused(browser, what):
            check(f"{what}: the focus is seen", True, browser.script(
                "const style = getComputedStyle(document.activeElement);"
                "return style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2"))
            return
    raise Wrong(f"Tab does not lead to {what}")


def test_keyboard(browser):
    """Nothing but Tab, Enter and letters."""
    browser.open("/")
    browser.find("body").send_keys(Keys.TAB)
    check("the first stop", True, focused(browser, "Skip to the content"))
    check("it can be seen", True, browser.script(
        "return document.activeElement.getBoundingClientRect().top >= 0"))
    browser.driver.switch_to.active_element.send_keys(Keys.ENTER)
    check("it leads to the content", True, focused(browser, "content"))
    tab_to(browser, "/count")
    browser.driver.switch_to.active_element.send_keys(Keys.ENTER)
    browser.wait("/count", lambda: browser.driver.current_url.endswith("/count"))
    tab_to(browser, "times")
    browser.driver.switch_to.active_element.send_keys(Keys.CONTROL + "a" + Keys.NULL + "20")
    tab_to(browser, "many")
    browser.driver.switch_to.active_element.send_keys(Keys.ENTER)
    browser.wait("the result", lambda: counts(browser)[0] == 160)
    browser.open("/race")
    tab_to(browser, "Send six requests")
    browser.driver.switch_to.active_element.send_keys(Keys.SPACE)
    browser.wait("the race", lambda: "All six" in browser.text(".run .status"))
    browser.wait("the focus comes back", lambda: focused(browser, "Send six requests"))
    tab_to(browser, "The times in a table")
    browser.no_errors()


def test_without_script(browser):
    browser.open("/count")
    check("the button that needs a script", False, browser.find("#many").is_displayed())
    browser.type("#times", "30")
    browser.press("Add in one request")
    browser.wait("the page again", lambda: counts(browser) == [30, 30, 0])
    browser.open("/connections")
    check("a row at least", True, len(rows(browser, ".members")) >= 1)
    check("who writes the row", True, "in a handler" in browser.text("#members"))


def main():
    tests = {name[5:]: run for name, run in globals().items() if name.startswith("test_")}
    if len(sys.argv) != 3 or sys.argv[1] not in tests:
        sys.exit(f"usage: {sys.argv[0]} {'|'.join(tests)} URL")
    browser = Browser(sys.argv[2], script=sys.argv[1] != "without_script")
    try:
        tests[sys.argv[1]](browser)
    except (Wrong, WebDriverException) as wrong:
        sys.exit(f"{sys.argv[1]}: {wrong}")
    finally:
        browser.driver.quit()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""What a reviewer would say twice and the build cannot see.

usage: Scripts/tidy.py [FOLDER]

Prints `file:line: sentence` for each finding and exits with 1 if there is one. It reads the files git
knows or would add (all files where there is no git), and needs nothing but Python.
"""

import os
import re
import subprocess
import sys

LINE_LIMIT = 600

# ARCHITECTURE.md, as a table: which Evenkeel modules a target may import. A target that is missing
# here is a finding, so that a new one gets its place in the picture.
CORE = {"EvenkeelDomain", "EvenkeelPlanner", "EvenkeelVerdict", "EvenkeelLedger"}
EVERYTHING = None
ARROWS = {
    "EvenkeelDomain": set(),
    "EvenkeelPlanner": {"EvenkeelDomain"},
    "EvenkeelVerdict": {"EvenkeelDomain"},
    "EvenkeelLedger": {"EvenkeelDomain", "EvenkeelPlanner", "EvenkeelVerdict"},
    "EvenkeelSimulator": CORE,
    "EvenkeelFiles": CORE,
    "EvenkeelStore": CORE,
    "EvenkeelPostgres": CORE | {"CLibpq", "EvenkeelStore"},
    "EvenkeelHTTP": {"CLibcurl"},
    "EvenkeelChannels": CORE | {"CLibcurl", "EvenkeelHTTP"},
    "EvenkeelExecutors": CORE | {"EvenkeelHTTP"},
    "EvenkeelSignals": CORE,
    "EvenkeelMailSink": set(),
    "EvenkeelAPI": CORE,
    "EvenkeelServer": CORE | {"EvenkeelAPI"},
    "EvenkeelCLI": EVERYTHING,
    "evenkeel": {"EvenkeelCLI"},
    "evenkeel-bench": EVERYTHING,
    "EvenkeelBench": EVERYTHING,
    "CLibcurl": set(),
    "CLibpq": set(),
}

# What Core may import besides its own modules: the C library for mathematics, locks, and the two
# packages of value types that ARCHITECTURE.md admits.
CORE_IMPORTS = {
    "Swift", "Synchronization", "Glibc", "Musl", "Darwin",
    "Collections", "OrderedCollections", "HashTreeCollections", "DequeModule", "HeapModule", "BitCollections",
    "Numerics", "RealModule",
}

# Names by which Core would reach outside. Matched in code only, never in comments or strings.
OUTSIDE = [
    (r"\bDate\(|\bDate\.now\b|\.timeIntervalSince", "a clock; pass `now` as an argument"),
    (r"\b(?:ContinuousClock|SuspendingClock|SystemClock|DispatchTime)\b", "a clock; pass `now` as an argument"),
    (r"\b(?:clock_gettime|gettimeofday|mach_absolute_time|localtime_r?|gmtime_r?)\s*\(|(?<![\w.])time\(nil",
     "a clock; pass `now` as an argument"),
    (r"\bTask\.sleep\b|(?<![\w.])u?sleep\(|\bnanosleep\(", "a sleep; return the time at which something is due"),
    (r"\b(?:SystemRandomNumberGenerator|arc4random\w*|drand48|getrandom|getentropy)\b|(?<![\w.])s?rand\(",
     "a random source; pass a seeded generator"),
    (r"\bUUID\(", "a random source; let the edge make the id"),
    (r"\b(?:ProcessInfo|CommandLine)\b|\b(?:getenv|setenv)\s*\(|(?<![\w.])environ\b",
     "the environment; let an edge read it"),
    (r"\b(?:FileManager|FileHandle|URLSession)\b|(?<![\w.])(?:fopen|fread|fwrite|opendir|readLine|system|popen)\(",
     "files, processes or the network; let an edge do it"),
    (r"(?<![\w.])(?:print|debugPrint|dump|puts|printf)\(", "output; return a value and let an edge print it"),
]

RANDOM_CALL = re.compile(r"(?<!func )\b(?:random|randomElement|shuffle|shuffled)\(")
IMPORT = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?"
    r"import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias|actor)\s+)?(\w+)"
)
TRY = re.compile(r"\btry[?!]")
SLEEP = re.compile(r"\b(?:Task|Thread)\.sleep\b|(?<![\w.])(?:u?sleep|nanosleep)\(")
SKIPPED = re.compile(r"\.disabled\b|\bXCTSkip\w*|\bwithKnownIssue\b")
LEFTOVER = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")
# Home and scratch folders of some machine, wherever they are written.
MACHINE_PATH = re.compile(
    r"(?<![\w.:/~-])/(?:(?:home|root|Users|workspace|work|builds)/[\w.~-]|tmp/(?:team|build)\b)"
)
FILE_NAME = re.compile(r"Util(?:s|ities)?(?![a-z])|Common(?!Mark)|Helpers?(?![a-z])|(?<!Account)Manager(?![a-z])")
PUBLIC_TYPE = re.compile(r"^(?:@\w+\s+)*public (?:final |indirect )*(?:struct|enum|class|actor|protocol|macro) +`?(\w+)")
TEXT = (".swift", ".c", ".h", ".py", ".sh", ".md", ".yaml", ".yml", ".csv", ".json", ".mustache", ".html", ".css", ".js")
# These two files hold the patterns and the planted violations.
OWN = {"Scripts/tidy.py", "Scripts/tidy_test.py"}


def blank(source):
    """The Swift source with comments and string literals blanked: same length, same lines.

    Interpolations are blanked with their string. Raw strings, multi-line strings and nested block
    comments are understood; regex literals are not, and Evenkeel has none.
    """
    out = list(source)
    i, n = 0, len(source)

    def wipe(start, end):
        for k in range(start, min(end, n)):
            if out[k] != "\n":
                out[k] = " "

    def string_end(start):
        hashes = 0
        while source[start + hashes] == "#":
            hashes += 1
        quote = '"""' if source.startswith('"""', start + hashes) else '"'
        close, escape = quote + "#" * hashes, "\\" + "#" * hashes
        k = start + hashes + len(quote)
        while k < n:
            if source.startswith(escape, k):
                k += len(escape)
                if k < n and source[k] == "(":
                    depth, k = 1, k + 1
                    while k < n and depth:
                        if source[k] == '"':
                            k = string_end(k)
                            continue
                        depth += {"(": 1, ")": -1}.get(source[k], 0)
                        k += 1
                else:
                    k += 1
            elif source.startswith(close, k):
                return k + len(close)
            elif source[k] == "\n" and quote == '"':
                return k
            else:
                k += 1
        return n

    while i < n:
        if source.startswith("//", i):
            end = source.find("\n", i)
            end = n if end < 0 else end
        elif source.startswith("/*", i):
            depth, end = 1, i + 2
            while end < n and depth:
                if source.startswith("/*", end):
                    depth, end = depth + 1, end + 2
                elif source.startswith("*/", end):
                    depth, end = depth - 1, end + 2
                else:
                    end += 1
        elif source[i] == '"' or re.match(r'#+"', source[i : i + 8]):
            end = string_end(i)
        else:
            i += 1
            continue
        wipe(i, end)
        i = end
    return "".join(out)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def call_arguments(code, start):
    """The text between the parenthesis that ends at `start` and its partner."""
    depth, k = 1, start
    while k < len(code) and depth:
        depth += {"(": 1, ")": -1}.get(code[k], 0)
        k += 1
    return code[start:k]


def target_of(path):
    """The target a source belongs to, for paths such as Core/Sources/EvenkeelDomain/Fleet/Fleet.swift."""
    parts = path.split("/")
    if parts[0] == "Core":
        parts = parts[1:]
    return parts[1] if len(parts) > 2 and parts[0] in ("Sources", "Benchmarks") else None


def check_swift(path, source):
    code = blank(source)
    lines = source.split("\n")
    in_core = path.startswith("Core/Sources/")
    in_tests = path.startswith(("Tests/", "Core/Tests/"))
    target = target_of(path)

    if target is not None and target not in ARROWS:
        yield 1, f"{target} has no place in the arrows; add it to ARROWS in Scripts/tidy.py and to ARCHITECTURE.md"
    for number, line in enumerate(code.split("\n"), 1):
        found = IMPORT.match(line)
        if found:
            module = found[1]
            ours = module.startswith("Evenkeel") or module in ("CLibcurl", "CLibpq")
            allowed = ARROWS.get(target)
            if target in ARROWS and ours and allowed is not None and module not in allowed:
                yield number, f"{target} imports {module}; the arrows of ARCHITECTURE.md do not lead there"
            if in_core and not ours and module not in CORE_IMPORTS:
                yield number, f"Core imports {module}; Core does no I/O, so take what it gives as an argument"
    if in_core:
        for pattern, what in OUTSIDE:
            for found in re.finditer(pattern, code):
                yield line_of(code, found.start()), f"Core reaches for {what}: `{found[0].strip()}`"
        for found in RANDOM_CALL.finditer(code):
            if "using:" not in call_arguments(code, found.end()):
                yield line_of(code, found.start()), f"Core draws from the system's random source: `{found[0]}`; pass `using:`"
    for found in TRY.finditer(code):
        yield line_of(code, found.start()), f"`{found[0]}` throws the error away; handle it or let it travel"
    if in_tests:
        for found in SLEEP.finditer(code):
            yield line_of(code, found.start()), f"a test sleeps: `{found[0]}`; turn a clock by hand or wait for an event"
    for found in SKIPPED.finditer(code):
        yield line_of(code, found.start()), f"a test is switched off: `{found[0]}`; repair it or delete it"
    count = len(source.splitlines())
    if count > LINE_LIMIT:
        yield LINE_LIMIT + 1, f"the file has {count} lines, over {LINE_LIMIT}; it holds more than one thing"
    for number, line in enumerate(code.split("\n"), 1):
        found = PUBLIC_TYPE.match(line)
        if found and not in_tests:
            above = number - 2
            while above >= 0 and lines[above].startswith("@"):
                above -= 1
            if above < 0 or not lines[above].startswith("///"):
                yield number, f"public type {found[1]} has no docstring; one line says what it is"


def check_text(path, text):
    for number, line in enumerate(text.split("\n"), 1):
        found = LEFTOVER.search(line)
        if found:
            yield number, f"`{found[0]}` is left over; do it, or open an issue"
        found = MACHINE_PATH.search(line)
        if found:
            yield number, f"a path of one machine: `{found[0]}`; say it relative to the repository"


def check_name(path, tracked):
    parts = path.split("/")
    if tracked and any(part == ".build" or part.startswith(".build-") for part in parts[:-1]):
        yield 1, "a build folder is in git; `git rm -r --cached` it"
    elif tracked and parts[-1] == "Package.resolved":
        yield 1, "Package.resolved is in git; `git rm --cached` it"
    for part in parts:
        found = FILE_NAME.search(part)
        if found:
            yield 1, f"the name says `{found[0]}`, which is no noun of this project; name the file after its type"
            break


def git_files(root, *arguments):
    run = subprocess.run(
        ["git", "-C", root, "ls-files", "-z", *arguments], capture_output=True, check=False, text=True
    )
    return None if run.returncode else sorted(set(filter(None, run.stdout.split("\0"))))


def walk(root):
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".build") and name not in (".git", "__pycache__")]
        for name in names:
            yield os.path.relpath(os.path.join(folder, name), root)


def findings(root):
    """All findings under `root` as (path, line, sentence), sorted."""
    tracked = git_files(root, "--cached")
    files = git_files(root, "--cached", "--others", "--exclude-standard")
    if tracked is None or files is None:
        tracked, files = [], list(walk(root))
    tracked = set(tracked)
    found = []
    for path in files:
        found += [(path, line, sentence) for line, sentence in check_name(path, path in tracked)]
        full = os.path.join(root, path)
        parts = path.split("/")
        is_text = path.endswith(TEXT) or parts[-1] == "Makefile" or path == ".ci/run"
        if not is_text or path in OWN or not os.path.isfile(full) or any(part.startswith(".build") for part in parts):
            continue
        with open(full, encoding="utf-8") as file:
            try:
                text = file.read()
            except UnicodeDecodeError as error:
                found.append((path, 1, f"not UTF-8 at byte {error.start}"))
                continue
        found += [(path, line, sentence) for line, sentence in check_text(path, text)]
        if path.endswith(".swift"):
            found += [(path, line, sentence) for line, sentence in check_swift(path, text)]
    return sorted(found)


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
    found = findings(root)
    for path, line, sentence in found:
        print(f"{path}:{line}: {sentence}")
    if found:
        print(f"tidy: {len(found)} finding{'s' if len(found) > 1 else ''}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Plants each violation tidy must find, and what it must leave alone, in a temporary repository."""

import os
import subprocess
import tempfile
import unittest

import tidy

# path, content, line of the finding, words its sentence must contain
PLANTED = [
    ("Core/Sources/EvenkeelDomain/A.swift", "import Foundation\n", 1, "Core imports Foundation"),
    ("Core/Sources/EvenkeelDomain/A.swift", "public import struct Foundation.Data\n", 1, "Core imports Foundation"),
    ("Core/Sources/EvenkeelLedger/A.swift", "\n\n@preconcurrency import NIOCore\n", 3, "Core imports NIOCore"),
    ("Core/Sources/EvenkeelLedger/A.swift", "import Logging\n", 1, "Core imports Logging"),
    ("Core/Sources/EvenkeelLedger/A.swift", "let a = Date()\n", 1, "a clock"),
    ("Core/Sources/EvenkeelLedger/A.swift", "let a = Date(timeIntervalSince1970: 0)\n", 1, "a clock"),
    ("Core/Sources/EvenkeelLedger/A.swift", "let a = ContinuousClock.now\n", 1, "a clock"),
    ("Core/Sources/EvenkeelLedger/A.swift", "let a = SystemClock()\n", 1, "a clock"),
    ("Core/Sources/EvenkeelLedger/A.swift", "clock_gettime(CLOCK_REALTIME, &t)\n", 1, "a clock"),
    ("Core/Sources/EvenkeelLedger/A.swift", "try await Task.sleep(for: .seconds(1))\n", 1, "a sleep"),
    ("Core/Sources/EvenkeelLedger/A.swift", "let a = ProcessInfo.processInfo\n", 1, "the environment"),
    ("Core/Sources/EvenkeelLedger/A.swift", 'let a = getenv("HOME")\n', 1, "the environment"),
    ("Core/Sources/EvenkeelLedger/A.swift", "let a = FileManager.default\n", 1, "files"),
    ("Core/Sources/EvenkeelLedger/A.swift", "let a = Int.random(in: 0..<3)\n", 1, "random source"),
    ("Core/Sources/EvenkeelLedger/A.swift", "let a = [1, 2].shuffled()\n", 1, "random source"),
    ("Core/Sources/EvenkeelLedger/A.swift", "var g = SystemRandomNumberGenerator()\n", 1, "random source"),
    ("Core/Sources/EvenkeelLedger/A.swift", "let a = UUID()\n", 1, "random source"),
    ("Core/Sources/EvenkeelLedger/A.swift", 'let a = "\\(x)"; print(a)\n', 1, "output"),
    ("Core/Sources/EvenkeelDomain/A.swift", "import EvenkeelLedger\n", 1, "EvenkeelDomain imports EvenkeelLedger"),
    ("Core/Sources/EvenkeelPlanner/A.swift", "import EvenkeelVerdict\n", 1, "arrows"),
    ("Sources/EvenkeelStore/A.swift", "public import EvenkeelServer\n", 1, "EvenkeelStore imports EvenkeelServer"),
    ("Sources/EvenkeelServer/A.swift", "import EvenkeelStore\n", 1, "EvenkeelServer imports EvenkeelStore"),
    ("Sources/EvenkeelExecutors/A.swift", "import CLibcurl\n", 1, "EvenkeelExecutors imports CLibcurl"),
    ("Sources/EvenkeelHTTP/A.swift", "import EvenkeelLedger\n", 1, "EvenkeelHTTP imports EvenkeelLedger"),
    ("Sources/evenkeel/A.swift", "import EvenkeelServer\n", 1, "evenkeel imports EvenkeelServer"),
    ("Sources/EvenkeelTelepathy/A.swift", "let a = 1\n", 1, "has no place in the arrows"),
    ("Sources/EvenkeelStore/A.swift", "let a = 1\nlet b = try? f()\n", 2, "`try?` throws the error away"),
    ("Tests/EvenkeelStoreTests/A.swift", "let b = try! f()\n", 1, "`try!` throws the error away"),
    ("Sources/EvenkeelStore/A.swift", "// TODO: later\n", 1, "left over"),
    ("Sources/EvenkeelServer/Resources/a.css", "/* FIXME */\n", 1, "left over"),
    ("docs/a.md", "XXX\n", 1, "left over"),
    ("Scripts/a.sh", "# HACK\n", 1, "left over"),
    ("Tests/EvenkeelStoreTests/A.swift", "try await Task.sleep(for: .seconds(1))\n", 1, "a test sleeps"),
    ("Core/Tests/EvenkeelLedgerTests/A.swift", "usleep(1000)\n", 1, "a test sleeps"),
    ("Tests/EvenkeelStoreTests/A.swift", '@Test(.disabled("flaky")) func f() {}\n', 1, "switched off"),
    ("Tests/EvenkeelStoreTests/A.swift", "throw XCTSkip()\n", 1, "switched off"),
    ("Tests/EvenkeelStoreTests/A.swift", "withKnownIssue { }\n", 1, "switched off"),
    ("Sources/EvenkeelStore/A.swift", "let a = 1\n" * 601, 601, "601 lines"),
    ("Sources/EvenkeelStore/StringUtils.swift", "\n", 1, "the name says `Utils`"),
    ("Sources/EvenkeelStore/Common.swift", "\n", 1, "the name says `Common`"),
    ("Sources/EvenkeelStore/Helpers/A.swift", "\n", 1, "the name says `Helpers`"),
    ("Sources/EvenkeelStore/WaveManager.swift", "\n", 1, "the name says `Manager`"),
    ("Package.resolved", "{}\n", 1, "Package.resolved is in git"),
    ("Core/.build/a.txt", "\n", 1, "a build folder is in git"),
    ("docs/a.md", "see /home/" + "someone/evenkeel\n", 1, "a path of one machine"),
    ("Examples/a.yaml", "run: [/Users/" + "someone/x]\n", 1, "a path of one machine"),
    ("Sources/EvenkeelStore/A.swift", "public struct Bare {}\n", 1, "public type Bare has no docstring"),
]

ALLOWED = [
    ("Core/Sources/EvenkeelVerdict/A.swift", "#if canImport(Glibc)\n    import Glibc\n#endif\nimport EvenkeelDomain\n"),
    ("Core/Sources/EvenkeelVerdict/B.swift", "// Date() and try? and import Foundation are words in a comment\n"),
    ("Core/Sources/EvenkeelVerdict/C.swift", 'let a = "Date() try? \\(f("UUID()")) FileManager"\n'),
    ("Core/Sources/EvenkeelVerdict/D.swift", 'let a = """\n    print(ProcessInfo) "quoted" try!\n    """\n'),
    ("Core/Sources/EvenkeelVerdict/E.swift", 'let a = #"try? "\\n" getenv("#\n/* try? /* try! */ Date() */\n'),
    ("Core/Sources/EvenkeelVerdict/F.swift", "let a = Int.random(in: 0..<f(3), using: &generator)\n"),
    ("Core/Sources/EvenkeelVerdict/G.swift", "let a = CivilDate(year: 1)\nlet b = state.time(nil)\nfootprint(a)\n"),
    ("Core/Sources/EvenkeelVerdict/H.swift", "/// What it is.\n@frozen\npublic struct Documented {}\n"),
    ("Core/Tests/EvenkeelVerdictTests/A.swift", "import Foundation\nlet a = Date()\n"),
    ("Sources/EvenkeelServer/A.swift", "import EvenkeelAPI\nimport Foundation\nlet a = Date()\n"),
    ("Sources/EvenkeelCLI/A.swift", "import EvenkeelServer\nimport EvenkeelStore\nprint(1)\n"),
    ("Sources/EvenkeelChannels/A.swift", "import CLibcurl\nlet a = try f()\n"),
    ("Sources/EvenkeelStore/AccountManager.swift", "let a = 1\n" * 600),
    ("docs/a.md", "CommonMark, `/usr/share/x`, https://example.com/home/page, ./home/x\n"),
]


class TidyTest(unittest.TestCase):
    def found(self, *files, ignored=""):
        with tempfile.TemporaryDirectory() as root:
            for path, content in files:
                full = os.path.join(root, path)
                os.makedirs(os.path.dirname(full), exist_ok=True)
                with open(full, "w", encoding="utf-8") as file:
                    file.write(content)
            subprocess.run(["git", "init", "--quiet", root], check=True)
            if ignored:
                with open(os.path.join(root, ".gitignore"), "w", encoding="utf-8") as file:
                    file.write(ignored)
            else:
                subprocess.run(["git", "-C", root, "add", "--force", "."], check=True)
            return tidy.findings(root)

    def test_each_planted_violation_is_found_once_with_its_line(self):
        for path, content, line, words in PLANTED:
            with self.subTest(path=path, content=content[:60]):
                found = self.found((path, content))
                self.assertEqual([(path, line)], [(where, at) for where, at, _ in found], found)
                self.assertIn(words, found[0][2])

    def test_what_is_allowed_is_left_alone(self):
        for path, content in ALLOWED:
            with self.subTest(path=path):
                self.assertEqual([], self.found((path, content)))

    def test_a_file_not_yet_added_is_read_and_an_ignored_one_is_not(self):
        bad = "let a = try? f()\n"
        found = self.found(
            ("Sources/EvenkeelStore/A.swift", bad), (".build/B.swift", bad), ("Package.resolved", "{}"),
            ignored=".build/\nPackage.resolved\n",
        )
        self.assertEqual(["Sources/EvenkeelStore/A.swift"], [path for path, _, _ in found])

    def test_the_command_prints_file_line_and_sentence_and_fails(self):
        with tempfile.TemporaryDirectory() as root:
            with open(os.path.join(root, "a.md"), "w", encoding="utf-8") as file:
                file.write("fine\nFIXME\n")
            script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "tidy.py")
            run = subprocess.run(["python3", script, root], capture_output=True, text=True, check=False)
            self.assertEqual(1, run.returncode)
            self.assertEqual("a.md:2: `FIXME` is left over; do it, or open an issue\n", run.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=0)

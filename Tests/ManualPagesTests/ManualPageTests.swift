import Testing

@testable import ManualPages

@Suite("Pages of the manual")
struct ManualPageTests {
    @Test("a command has a page under the name that man looks for, with all that its help says")
    func command() throws {
        let page = try #require(try pages().first { $0.fileName == "tool-plan.1" })
        #expect(
            page.text == """
                .Dd November 9, 2026
                .Dt \\&TOOL\\-PLAN 1
                .Os "tool 1.2.3"
                .Sh NAME
                .Nm \\&tool\\-plan
                .Nd "Show what would change"
                .Sh SYNOPSIS
                .Nm "tool plan"
                .Op Ar \\&file ...
                .Op Fl \\&\\-yes
                .Op Fl \\&\\-env Ar \\&env
                .Sh DESCRIPTION
                Show what would change.
                .Pp
                Reads \\fBa \\-b\\fP.
                Changes nothing.
                .Bl -tag -width Ds
                .It Cm \\&slow
                waits; ms=200
                .El
                .Pp
                The end.
                .Sh OPTIONS
                .Bl -tag -width Ds
                .It Ar \\&file
                What to read.
                .It Fl \\&y , Fl \\&\\-yes
                Do not ask.
                .It Fl \\&\\-env Ar \\&env
                The environment.
                Default: test.
                .El
                .Sh EXIT STATUS
                As
                .Xr tool 1
                says.
                .Sh EXAMPLES
                .Bd -literal
                # Looks.
                tool plan \\-y 'a: b'
                .Ed
                .Sh SEE ALSO
                .Xr tool 1

                """
        )
    }

    @Test("the page of the program lists commands and exit codes")
    func program() throws {
        let text = try #require(try pages().first { $0.fileName == "tool.1" }).text
        #expect(text.contains(".Ar command\n.Op Ar options\n"))
        #expect(text.contains(".It Xr tool-plan 1\nShow what would change.\n"))
        #expect(text.contains(".Sh EXIT STATUS\n.Bl -tag -width Ds\n.It 0\ndone\n.It 64\nwrong usage\n.El\n"))
        #expect(!text.contains("Exit codes:"))
        #expect(!text.contains("tool-help"))
    }

    @Test(
        "no word of a text is a macro or an escape",
        arguments: [
            (".Sh not a section", "\\&.Sh not a section"), ("'quoted'", "\\&'quoted'"), ("C:\\new", "C:\\enew"),
            ("one ` tick", "one ` tick"),
        ]
    )
    func text(plain: String, expected: String) {
        #expect(MdocText.sentences(plain) == [expected])
    }

    @Test("a sentence has a line of its own, an abbreviation has not")
    func sentences() {
        #expect(MdocText.sentences("Stop. Go! See e.g. this") == ["Stop.", "Go!", "See e.g. this"])
    }

    @Test("other dates are refused", arguments: ["", "2026-13-01", "2026-11", "29.11.2026", "2026-11-29-1"])
    func date(text: String) {
        #expect(ManualDate(text) == nil)
    }

    private func pages() throws -> [ManualPage] {
        let date = try #require(ManualDate("2026-11-09"))
        return ManualPage.pages(of: try CommandSummary(dump: Self.dump.utf8), date: date, source: "tool 1.2.3")
    }

    private static let dump = """
        {"serializationVersion": 0, "command": {
          "commandName": "tool", "abstract": "Does things.",
          "discussion": "Exit codes: 0 done; 64 wrong usage.",
          "arguments": [
            {"kind": "flag", "names": [{"kind": "long", "name": "version"}], "valueName": "version", "isOptional": true}
          ],
          "subcommands": [
            {"commandName": "plan", "abstract": "Show what would change.",
             "discussion": "Reads `a -b`. Changes nothing.\\n\\n  slow: waits; ms=200\\n\\nThe end.\\n\\nExamples:\\n  # Looks.\\n  tool plan -y 'a: b'\\n",
             "arguments": [
               {"kind": "positional", "valueName": "file", "abstract": "What to read.", "isOptional": true,
                "isRepeating": true},
               {"kind": "flag", "names": [{"kind": "short", "name": "y"}, {"kind": "long", "name": "yes"}],
                "valueName": "yes", "abstract": "Do not ask.", "isOptional": true},
               {"kind": "option", "names": [{"kind": "long", "name": "env"}], "valueName": "env",
                "abstract": "The environment.", "defaultValue": "test", "isOptional": true},
               {"kind": "option", "names": [{"kind": "long", "name": "secret"}], "valueName": "x",
                "shouldDisplay": false},
               {"kind": "flag", "names": [{"kind": "long", "name": "version"}], "valueName": "version"}
             ]},
            {"commandName": "help", "abstract": "Helps."}
          ]}}
        """
}

import AssistantModel
import OrderedJSON
import Planning
import Testing

@testable import Rendering

@Suite("The texts of documents in a plan")
struct DocumentTextTests {
    private static let path = "docs/returns.pdf"

    private func change(_ path: String) -> ResourceChange {
        ResourceChange(
            address: .knowledgeFile("support-bot", path),
            action: .replace,
            reasons: [ChangeReason(.contentChanged)],
            liveID: "file-1",
            file: FileChange(
                path: path,
                content: content(1_200_000),
                previousSHA256: String(repeating: "cd", count: 32),
                isUploaded: true,
                holderID: "vs_1"
            )
        )
    }

    private func plan(_ document: DocumentChange) -> Plan {
        var plan = Plan.of(change(Self.path))
        plan.documents = [document]
        return plan
    }

    private func plan(
        _ before: String,
        _ after: String,
        from origin: DocumentChange.Origin = .git,
        gap: DocumentChange.Gap? = nil
    ) -> Plan {
        let address = ResourceAddress.knowledgeFile("support-bot", Self.path)
        return plan(DocumentChange(address: address, before: before, after: after, from: origin, gap: gap))
    }

    private func plan(_ comparison: DocumentChange.Comparison, gap: DocumentChange.Gap? = nil) -> Plan {
        plan(DocumentChange(address: .knowledgeFile("support-bot", Self.path), comparison, gap: gap))
    }

    /// What stands below the file's line.
    private func text(_ plan: Plan, context: DiffContext = .lines(1)) -> String {
        let lines = PlanTextRenderer(style: .plain, context: context).text(plan).split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        let below = lines.drop { !$0.hasPrefix("-/+") }.dropFirst()
        return below.prefix { $0.isEmpty || $0.hasPrefix(" ") }.joined(separator: "\n")
    }

    private func json(_ plan: Plan) throws -> JSONValue {
        let value = PlanJSON.value(of: plan)
        #expect(SchemaCheck(root: PlanJSON.schema).problems(of: value) == [])
        return try #require(value["resource_changes"]?.arrayValue?.first?["assistantctl"]?["file"]?["text"])
    }

    private let before = "# Returns\nRefunds take five days.\nWrite to us.\n"
    private let after = "# Returns\nRefunds take three days.\nWrite to us.\n"

    @Test("a document that changed shows its words, as a prompt does")
    func diff() throws {
        #expect(
            text(plan(before, after)) == """
                      text:
                        @@ line 2 @@
                          # Returns
                        - Refunds take [-five-] days.
                        + Refunds take {+three+} days.
                          Write to us.
                """
        )
        #expect(
            try json(plan(before, after)) == [
                "result": "changed", "before_from": "git",
                "hunks": [
                    [
                        "before_start": 1, "before_lines": 3, "after_start": 1, "after_lines": 3,
                        "lines": [
                            ["kind": "context", "spans": [["kind": "equal", "text": "# Returns"]]],
                            [
                                "kind": "removed",
                                "spans": [
                                    ["kind": "equal", "text": "Refunds take "], ["kind": "removed", "text": "five"],
                                    ["kind": "equal", "text": " days."],
                                ],
                            ],
                            [
                                "kind": "added",
                                "spans": [
                                    ["kind": "equal", "text": "Refunds take "], ["kind": "added", "text": "three"],
                                    ["kind": "equal", "text": " days."],
                                ],
                            ],
                            ["kind": "context", "spans": [["kind": "equal", "text": "Write to us."]]],
                        ],
                    ]
                ],
                "cut": false,
            ]
        )
    }

    @Test("a text that the account gave says so, and why")
    func fromAccount() throws {
        let plan = plan(before, after, from: .account, gap: .shallow)
        let note = "the text before is the account's: this clone is shallow, and git does not have what was applied"
        #expect(text(plan).hasPrefix("      text:  (\(note))\n        @@ line 2 @@\n"))
        let page = PlanHTMLRenderer().text(plan)
        #expect(page.contains("<p class=\"note\">\(note.replacing("'", with: "&#39;"))</p>") || page.contains(note))
        #expect(try json(plan)["before_from"] == "account")
        #expect(try json(plan)["not_in_git"] == "shallow")
    }

    @Test(
        "a change of form alone is named instead of a diff",
        arguments: [
            ("Be kind.\nBe brief.\n", "Be kind.\r\nBe brief.\r\n", "line endings LF → CRLF"),
            ("Caf\u{E9}\n", "Cafe\u{301}\n", "Unicode form only"),
            ("Be kind.\n", "Be kind.", "line end at the end only"),
            ("Be kind.", "Be kind.\n\n", "line end at the end only"),
        ]
    )
    func form(before: String, after: String, words: String) throws {
        let plan = plan(before, after)
        #expect(text(plan) == "      text: \(words)")
        #expect(try json(plan) == ["result": "changed", "before_from": "git", "note": .string(words)])
        #expect(PlanMarkdownRenderer().text(plan).contains("\n  - `text`: \(words)\n"))
        let page = PlanHTMLRenderer().text(plan)
        #expect(page.contains("text: \(words)") && !page.contains("Texts of changed files"))
    }

    @Test("the same text in other bytes is named", arguments: DocumentChange.Form.allCases)
    func sameText(form: DocumentChange.Form) throws {
        #expect(text(plan(.sameText(form))) == "      text: the same; \(form.words)")
        #expect(try json(plan(.sameText(form)))["result"] == "same")
    }

    @Test("a document that cannot be read is named with the reason")
    func unread() throws {
        let encrypted = plan(.unread("The new version cannot be read. The PDF is encrypted."))
        #expect(
            text(encrypted) == "      text: not compared: The new version cannot be read. The PDF is encrypted."
        )
        let unknown = plan(.unread("The text before is not known."), gap: .noRepository)
        #expect(
            text(unknown)
                == "      text: not compared: The text before is not known. The file is in no git repository."
        )
        #expect(
            try json(unknown) == [
                "result": "not_compared", "not_in_git": "no_repository",
                "note": "not compared: The text before is not known. The file is in no git repository.",
            ]
        )
    }

    @Test("a book that was written anew is cut, and --context full has it all")
    func longDiff() throws {
        let before = (1...1_100).map { "Old \($0).\n" }.joined()
        let after = (1...1_100).map { "New \($0 * 7).\n" }.joined()
        let lines = text(plan(before, after)).split(separator: "\n")
        #expect(lines.count == 202)
        #expect(lines.last?.hasSuffix("more lines; --context full shows all") == true)
        #expect(text(plan(before, after), context: .full).split(separator: "\n").count > 2_200)
        #expect(try json(plan(before, after))["cut"] == true)
    }

    @Test("in a comment documents with a diff have entries of their own, however many files change")
    func manyFiles() {
        var plan = Plan(
            project: "velo-lindqvist",
            environment: "production",
            api: .assistants,
            changes: (1...9).map { change("docs/\($0).md") }
        )
        plan.documents = [
            DocumentChange(address: .knowledgeFile("support-bot", "docs/3.md"), before: before, after: after),
            DocumentChange(address: .knowledgeFile("support-bot", "docs/4.md"), .sameText(.encoding)),
        ]
        let markdown = PlanMarkdownRenderer(context: .lines(0)).text(plan)
        #expect(
            markdown.contains(
                """
                <details><summary><code>file.support-bot/docs/3.md</code>: content changed, 1.2 MB</summary>

                `text`:

                ```diff
                @@ line 2 @@
                - Refunds take [-five-] days.
                + Refunds take {+three+} days.
                ```

                </details>

                <details><summary>8 files to replace in <code>vector_store.support-bot</code>, 9.6 MB</summary>
                """
            )
        )
        #expect(markdown.contains("docs/4.md`: content changed, 1.2 MB; text: the same; only the encoding changed\n"))
    }

    @Test("a comment without room says how many lines of a document change")
    func shortComment() {
        let before = (1...300).map { "Line \($0) of the handbook says what was said before.\n" }.joined()
        let after = before.replacing("before", with: "since then")
        let markdown = PlanMarkdownRenderer(limit: 4_000).text(plan(before, after))
        #expect(markdown.contains("\n- `text`: 300 lines removed, 300 added\n"))
    }

    @Test("a page links a file to its text")
    func page() {
        let page = PlanHTMLRenderer().text(plan(before, after))
        let id = ResourceAddress.knowledgeFile("support-bot", Self.path).pageID
        #expect(page.contains("<a href=\"#\(id).text\">what changes in its text</a>"))
        #expect(page.contains("<article id=\"\(id).text\" data-of=\"\(id)\">"))
        #expect(page.contains("<del>five</del>") && page.contains("<ins>three</ins>"))
    }
}

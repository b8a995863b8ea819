import AssistantModel
import Foundation
import Planning
import Testing

@Suite("What changes in the text of a document")
struct DocumentChangeTests {
    private let address = ResourceAddress.knowledgeFile("support-bot", "docs/returns.pdf")

    private func comparison(_ before: String, _ after: String) -> DocumentChange.Comparison {
        DocumentChange(address: address, before: before, after: after).comparison
    }

    @Test("texts that differ are kept, and equal ones are not")
    func texts() {
        #expect(comparison("five days", "three days") == .texts(before: "five days", after: "three days"))
        #expect(comparison("five days", "five days") == .sameText(.layout))
        // Canonically equal texts differ.
        #expect(comparison("caf\u{E9}", "cafe\u{301}") == .texts(before: "caf\u{E9}", after: "cafe\u{301}"))
    }

    @Test("a scan is named, and the other version is not shown as a whole")
    func scans() {
        #expect(comparison(" \n", "") == .unread("Neither version holds text. Scanned pages hold none."))
        #expect(comparison("\u{A0}", "text") == .unread("The version before holds no text. Scanned pages hold none."))
        #expect(comparison("text", "\n\n") == .unread("The new version holds no text. Scanned pages hold none."))
    }

    @Test("a key in a document is hidden, and a changed one stays a difference")
    func secrets() {
        var plan = Plan(project: "velo-lindqvist", environment: "production", api: .responses)
        plan.documents = [
            DocumentChange(
                address: address,
                before: "Use sk-proj-a1B2c3D4e5F6g7H8i9J0 here.",
                after: "Use it here.",
                from: .account,
                gap: .shallow
            )
        ]
        let hidden = DocumentChange(
            address: address,
            .texts(before: "Use <hidden> here.", after: "Use it here."),
            from: .account,
            gap: .shallow
        )
        #expect(plan.withoutSecrets.documents == [hidden])
    }

    @Test("a plan is kept with its documents, and does the same without them")
    func saved() throws {
        var plan = Plan(project: "velo-lindqvist", environment: "production", api: .responses)
        let other = plan
        plan.documents = [
            DocumentChange(address: address, before: "five", after: "three"),
            DocumentChange(address: address, before: "five", after: "three", from: .account, gap: .notFound),
            DocumentChange(address: address, .sameText(.byteOrderMark)),
            DocumentChange(address: address, .unread("The PDF is encrypted."), gap: .limit),
        ]
        #expect(try JSONDecoder().decode(Plan.self, from: JSONEncoder().encode(plan)) == plan)
        #expect(try JSONDecoder().decode(Plan.self, from: JSONEncoder().encode(other)) == other)
        #expect(plan.doesTheSame(as: other) && other.doesTheSame(as: plan))
    }

    private func change(
        _ address: ResourceAddress,
        _ action: ResourceChange.Action = .replace,
        from previous: String? = nil
    ) -> ResourceChange {
        ResourceChange(
            address: address,
            action: action,
            reasons: [ChangeReason(.contentChanged)],
            liveID: "file-1",
            file: FileChange(
                path: "docs/returns.pdf",
                content: FileContent(sha256: "bb", bytes: 2),
                previousSHA256: previous,
                isUploaded: true
            )
        )
    }

    @Test("only a file that gets another content has one to compare")
    func appliedContent() {
        let live = LiveState()
        #expect(change(address, from: "aa").appliedContent(in: live) == .sha256("aa"))
        #expect(change(address, from: "bb").appliedContent(in: live) == nil, "its chunking changed")
        #expect(change(address).appliedContent(in: live) == nil)
        #expect(change(address, .create, from: "aa").appliedContent(in: live) == nil)
        #expect(change(address, .delete, from: "aa").appliedContent(in: live) == nil)
    }

    @Test("what a file of code interpreter held stands in the assistant's record")
    func codeFile() throws {
        func live(_ sha256: String, id: String = "file-1") -> LiveState {
            let file = AppliedRecord.CodeFile(fileID: id, path: "data/prices.csv", sha256: sha256)
            var record = AppliedRecord()
            record.codeFiles = [file]
            let definition = AssistantDefinition(name: "Bot", model: "gpt-6-luna")
            return LiveState(assistants: [
                LiveAssistant(id: "asst_1", key: "bot", createdAt: 0, definition: definition, record: record)
            ])
        }
        let prices = change(.codeInterpreterFile("bot", "data/prices.csv"))
        let applied = try #require(prices.appliedContent(in: live("aa")))
        #expect(applied.holds("aa") && !applied.holds("bb"))
        #expect(prices.appliedContent(in: live("bb")) == nil, "it is replaced because somebody asked for it")
        #expect(prices.appliedContent(in: live("aa", id: "file-2")) == nil)
        #expect(change(.codeInterpreterFile("other", "data/prices.csv")).appliedContent(in: live("aa")) == nil)
    }

    @Test("the same words in lines of other lengths are the same sentences")
    func sentences() {
        let lines = "Refunds take five days.\nIs that all?\nYes: it is\n"
        #expect(
            SentenceLines.text("Refunds take\nfive days. Is  that\tall? Yes: it is")
                == "Refunds take five days.\nIs that all?\nYes:\nit is\n"
        )
        #expect(SentenceLines.text(lines) == SentenceLines.text(lines.replacing(" ", with: "\n")))
        #expect(SentenceLines.text("") == "\n")
    }

    @Test("lines are made of sentences where both texts were broken by different programs only")
    func needed() {
        let page = "Returns\nRefunds take five days.\nWrite to us.\nPrices\n"
        #expect(!SentenceLines.areNeeded(for: page, page.replacing("five", with: "three")))
        #expect(SentenceLines.areNeeded(for: "Returns Refunds take\nfive days. Write\nto us. Prices", page))
        #expect(!SentenceLines.areNeeded(for: "", page))
    }
}

import AssistantModel
import Planning
import SourceDiagnostics

/// The words for actions and reasons: every format takes them from here.
enum ReasonWording {
    /// How names, paths and other people's words are set off from our own; nothing is done to them by default.
    typealias Quote = (String) -> String

    /// The reason in words, such as `instructions changed (prompts/support.md)`.
    ///
    /// - Parameter lastApply: What changes on the account are measured from: ``Plan/lastApply``.
    static func text(
        _ reason: ChangeReason,
        of address: ResourceAddress,
        since lastApply: String = "the last apply",
        quote: Quote = { $0 }
    ) -> String {
        let words = words(reason.kind, of: address, since: lastApply, quote)
        // A knowledge file names itself.
        guard !address.isFile, let file = reason.cause?.file else { return words }
        return "\(words) (\(quote(file)))"
    }

    /// A difference from what was last applied, under a heading that says so.
    static func drift(_ reason: ChangeReason, of address: ResourceAddress, quote: Quote = { $0 }) -> String {
        switch reason.kind {
        case .changedOnAccount(let fields) where !fields.isEmpty: Wording.list(fields.map(quote))
        case .changedOnAccount: "changed; which fields cannot be told"
        case .missingOnAccount: missing(address)
        case .attachedByHand: "attached by hand"
        default: words(reason.kind, of: address, quote)
        }
    }

    /// What stands before an address.
    static func symbol(_ action: ResourceChange.Action) -> String {
        switch action {
        case .create: "+"
        case .update: "~"
        case .replace: "-/+"
        case .delete: "-"
        case .rename: "→"
        case .forget: "<"
        case .adopt: ">"
        }
    }

    /// What was done, such as `created`.
    static func pastTense(_ action: ResourceChange.Action) -> String {
        switch action {
        case .create: "created"
        case .update: "updated"
        case .replace: "replaced"
        case .delete: "deleted"
        case .rename: "renamed"
        case .forget: "forgotten"
        case .adopt: "adopted"
        }
    }

    /// The same of one change: a file that leaves its store and stays on the account is not deleted.
    static func pastTense(_ change: ResourceChange) -> String {
        change.isOnlyDetached ? "detached" : pastTense(change.action)
    }

    /// What can be told of an object that is not there any more. One whose marks somebody overwrote is nobody's.
    private static func missing(_ address: ResourceAddress) -> String {
        switch address.resource {
        case .assistant: "not there: deleted, no longer marked as this project's, or not made yet"
        case .vectorStore: "deleted, or no longer marked as this project's"
        case .knowledgeFile, .codeInterpreterFile: "deleted or detached"
        }
    }

    private static func words(
        _ kind: ChangeReason.Kind,
        of address: ResourceAddress,
        since lastApply: String = "the last apply",
        _ quote: Quote
    ) -> String {
        switch kind {
        case .new: "new"
        case .notDeclared: "no longer declared"
        case .notMatched(let field): "no longer matched by \(quote(field))"
        case .notInRelease(let number): "not in release \(number)"
        case .fieldsChanged(let fields) where fields.isEmpty: "changed"
        case .fieldsChanged(let fields): "\(Wording.list(fields.map(quote))) changed"
        case .changedOnAccount(let fields) where fields.isEmpty: "changed on the account since \(lastApply)"
        case .changedOnAccount(let fields):
            "\(Wording.list(fields.map(quote))) changed on the account since \(lastApply)"
        case .contentChanged: "content changed"
        case .attributesChanged: "attributes changed"
        // Canonically equivalent paths look alike: both would print the same.
        case .moved(let path) where address.filePath == path: "the same name in another Unicode form"
        case .moved(let path): "moved from \(quote(path))"
        case .renamed(let key): "renamed from \(quote(key))"
        case .chunkingChanged(let old, let new):
            "chunking changed: \(old.map { "\(size(of: $0)) → " } ?? "")\(size(of: new)) tokens"
        case .expired: "expired on the account"
        case .missingOnAccount: "missing on the account"
        case .attachedByHand: "attached by hand; the file object itself stays"
        case .usedElsewhere: "used elsewhere too; the file object itself stays"
        case .indexingFailed(let message): "indexing failed: \(quote(message))"
        case .unfinished: "an earlier run did not finish it"
        case .referenceReplaced(let reference): "\(quote(reference)) is replaced"
        case .duplicate(let id): "a duplicate of \(quote(id))"
        case .replaceRequested: "--replace names it"
        case .destroy: "destroy"
        case .forget(with: nil): "managed no longer"
        case .forget(with: let owner?): "goes with \(quote(owner))"
        case .adopted(nil): "adopted, nobody managed it"
        case .adopted(.compared?): "adopted as it is: the account has the same text"
        case .adopted(.unverified?): "adopted by name and size, content unverified"
        case .notComparable: "uploaded anew: what the account has cannot be compared, and stays there"
        }
    }

    /// A piece's size, and its overlap with the next.
    private static func size(of chunking: Chunking) -> String {
        "\(chunking.maxChunkSizeTokens)/\(chunking.chunkOverlapTokens)"
    }
}

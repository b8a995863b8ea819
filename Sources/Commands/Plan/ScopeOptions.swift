import ArgumentParser
import AssistantModel
import Planning
import SourceDiagnostics

/// Which part of the project a plan is about, and how far it looks.
package struct ScopeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Only this address and what it needs, such as assistant.support-bot or 'file.support-bot/docs/*'; repeatable.",
            valueName: "address"
        )
    )
    var only: [AddressPattern] = []

    @Option(
        help: ArgumentHelp("Everything but this address and what needs it; repeatable.", valueName: "address")
    )
    var exclude: [AddressPattern] = []

    @Option(
        help: ArgumentHelp(
            "Make this file or vector store anew although it did not change; repeatable.",
            valueName: "address"
        ),
        completion: .replaceableAddresses
    )
    var replace: [AddressPattern] = []

    @Flag(
        name: .customLong("trust-size"),
        help: "In a store that is adopted: take files over by name and size where their content cannot be compared."
    )
    var trustSize = false

    @Flag(help: "Look into every vector store: see edits by hand, too, that leave as many files as there were.")
    var refresh = false

    package init() {}

    /// As they are typed, each behind a space.
    var words: String { scope.words + (refresh ? " --refresh" : "") }

    var scope: PlanScope {
        var scope = PlanScope(only: only, exclude: exclude, replace: replace)
        if trustSize { scope.trustsSize = true }
        return scope
    }
}

extension PlanScope {
    /// The options that choose it, each behind a space.
    var words: String {
        func words(_ option: String, _ patterns: [AddressPattern]) -> String {
            patterns.map { " --\(option) \(ShellText.quoted($0.text))" }.joined()
        }
        return words("only", only) + words("exclude", exclude) + words("replace", replace)
            + (trustsSize == true ? " --trust-size" : "")
    }
}

extension AddressPattern: ExpressibleByArgument {
    package init?(argument: String) {
        guard !argument.isEmpty else { return nil }
        self.init(argument)
    }

    package static var defaultCompletionKind: CompletionKind { .addresses }
}

/// Addresses on the command line that no object has, or that cannot be replaced: nothing is planned then.
struct UnusableAddresses: Error {
    let diagnostics: [Diagnostic]

    /// What is no address, whatever the account has; the nearest one is found there.
    ///
    /// - Returns: nil where every pattern begins as an address does, or as a glob.
    init?(withoutKind patterns: [AddressPattern]) {
        let names = patterns.map(\.text).filter { text in !text.contains { ".*?".contains($0) } }
        guard !names.isEmpty else { return nil }
        diagnostics = names.map { name in
            .error(
                "unknown-address",
                "\"\(name)\" is no address: it does not say of what",
                at: nil,
                hint: "write assistant.\(name) or vector_store.\(name)"
            )
        }
    }

    /// - Returns: nil where every pattern meets something that can be forgotten.
    init?(forgetting patterns: [AddressPattern], on live: LiveState) {
        diagnostics = live.unforgettable(patterns)
        if diagnostics.isEmpty { return nil }
    }

    /// - Returns: nil where every pattern meets something that the manifests declare.
    init?(_ patterns: [AddressPattern], amongDeclared desired: DesiredState) {
        let known = desired.addresses
        diagnostics = Self.unknown(PlanScope(only: patterns).unmatched(known), among: known)
        if diagnostics.isEmpty { return nil }
    }

    /// - Returns: nil where every pattern meets something.
    init?(_ scope: PlanScope, in plan: Plan, of desired: DesiredState) {
        let known = plan.allAddresses(of: desired)
        var diagnostics = Self.unknown(scope.unmatched(known), among: known)
        let assistants = desired.assistants.map { ResourceAddress.assistant($0.key) }.filter(scope.replaces)
        diagnostics += assistants.map { address in
            Diagnostic.error(
                "not-replaceable",
                "\(address) cannot be replaced: it would get another id, and its callers would lose it",
                at: nil,
                hint: "name its files or its vector store"
            )
        }
        guard !diagnostics.isEmpty else { return nil }
        self.diagnostics = diagnostics
    }

    private static func unknown(_ patterns: [AddressPattern], among known: [ResourceAddress]) -> [Diagnostic] {
        patterns.map { pattern in
            .error(
                "unknown-address",
                "\"\(pattern.text)\" is the address of nothing that the manifests declare or the account has",
                at: nil,
                hint: pattern.hint(among: known)
            )
        }
    }
}

extension Plan {
    /// Everything that an address can stand for: what is declared, and what the plan does something with.
    fileprivate func allAddresses(of desired: DesiredState) -> [ResourceAddress] {
        desired.addresses + changes.map(\.address) + changes.compactMap(\.previousAddress) + leftOut
    }
}

extension DesiredState {
    /// Of everything that the manifests declare.
    var addresses: [ResourceAddress] {
        var addresses: [ResourceAddress] = []
        for assistant in assistants {
            addresses.append(.assistant(assistant.key))
            addresses += assistant.codeInterpreterFiles.map { .codeInterpreterFile(assistant.key, $0.path) }
        }
        for knowledgeBase in knowledgeBases {
            addresses.append(.vectorStore(knowledgeBase.key))
            addresses += knowledgeBase.files.map { .knowledgeFile(knowledgeBase.key, $0.path) }
        }
        return addresses
    }
}

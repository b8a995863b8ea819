import AssistantModel
import LocalFiles
import ManifestLoading
import ManifestWriting
import SourceDiagnostics

/// Writes values of the account into a draft of the project: each where it is written, and where that would change what
/// another object or environment gets, as an override. After each step the draft is loaded for every environment.
struct PullEditor {
    let settings: ProjectSettings
    let environment: String
    /// Whether what others share may change too.
    let allowsShared: Bool
    private(set) var draft: ProjectDraft
    /// What the environment declares so far, with its places.
    private(set) var desired: DesiredState
    /// What each environment declares so far.
    private(set) var states: [String: DeclaredState]
    /// What each environment declared before.
    private let before: [String: DeclaredState]
    /// What the environment should declare in the end: what it declared, with all that is pulled.
    private(set) var target: DeclaredState?

    /// - Parameters:
    ///   - states: what each environment declares.
    ///   - environment: the one that is pulled from.
    init(
        files: LocalProject,
        settings: ProjectSettings,
        states: [String: DesiredState],
        environment: String,
        desired: DesiredState,
        allowsShared: Bool
    ) {
        draft = ProjectDraft(files)
        self.settings = settings
        self.environment = environment
        self.allowsShared = allowsShared
        before = states.mapValues { DeclaredState($0) }
        self.states = before
        self.desired = desired
    }

    /// Writes all of it, or nothing.
    mutating func write(_ changes: [PulledChanges.Change]) throws(PullRefusal) {
        target = states[environment]
        for change in changes { target?.take(change) }
        for change in changes { try write(change) }
        // A later step may have gone to a place that an earlier one had written.
        for change in changes where states[environment]?.says(change) == false {
            throw PullRefusal(diagnostic: conflict(at: change))
        }
    }

    /// What else changes, with `--shared`; as it is shown.
    var alsoChanged: [String] {
        guard let target, let state = states[environment] else { return [] }
        let others = states.keys.filter { $0 != environment && states[$0] != before[$0] }
        return (state.differences(from: target).map(\.description) + others.map { "the environment \($0)" }).sorted()
    }

    private func conflict(at change: PulledChanges.Change) -> Diagnostic {
        let lost = change.fields.filter { field in
            states[environment]?.says(PulledChanges.Change(address: change.address, fields: [field])) == false
        }
        return .error(
            "pull-conflict",
            "\(lost.map { "`\($0.path)`" }.joined(separator: ", ")) of \(change.address) is written in a place that "
                + "others share, and was edited otherwise there too",
            at: nil,
            hint: "`assistantctl plan` shows the edits: pull one by its address, or make them equal on the account"
        )
    }

    /// A way to write a value: changes a draft.
    typealias Attempt = (inout ProjectDraft) throws(WrongWay) -> Void

    /// Why a value cannot be written in some way.
    enum WrongWay: Error {
        /// There is nothing to change.
        case notThere
        case refused(Diagnostic)
    }

    /// Takes the first way that gives the value, and nothing else.
    ///
    /// - Parameters:
    ///   - subject: what is written, for messages.
    ///   - address: of the object whose value it is.
    ///   - location: where it is written now.
    ///   - value: what the environment should declare then.
    mutating func write(
        _ subject: String,
        of address: ResourceAddress,
        at location: SourceLocation,
        value: PulledChanges.Change,
        attempts: [Attempt]
    ) throws(PullRefusal) {
        guard var wanted = states[environment] else { return }
        wanted.take(value)
        if wanted == states[environment] { return }
        var problem: Diagnostic?
        var sharing: Set<String> = []
        var otherwise: [String] = []
        for attempt in attempts {
            var changed = draft
            do throws(WrongWay) {
                try attempt(&changed)
            } catch {
                if case .refused(let diagnostic) = error { problem = problem ?? diagnostic }
                continue
            }
            let result = changed.load(environment: environment)
            guard let loaded = result.desired else {
                problem = problem ?? result.diagnostics.first { $0.severity == .error }
                continue
            }
            let state = DeclaredState(loaded)
            let differing = state.differences(from: wanted)
            // What is pulled is exactly what the account has; only others may differ.
            guard !differing.contains(address) else {
                otherwise = otherwise.isEmpty ? state.fields(unlike: wanted, of: address) : otherwise
                continue
            }
            var all = [environment: state]
            // What becomes as the account has it anyway is no side effect.
            var others = Set(state.differences(from: wanted, or: target ?? wanted).map(\.description))
            for name in states.keys where name != environment {
                all[name] = changed.load(environment: name).desired.map { DeclaredState($0) }
                if all[name] != states[name] { others.insert("the environment \(name)") }
            }
            guard others.isEmpty || (allowsShared && all.count == states.count) else {
                sharing.formUnion(others)
                continue
            }
            (draft, states, desired) = (changed, all, loaded)
            return
        }
        throw PullRefusal(diagnostic: refusal(subject, at: location, sharing, otherwise, problem))
    }

    private func refusal(
        _ subject: String,
        at location: SourceLocation,
        _ sharing: Set<String>,
        _ otherwise: [String],
        _ problem: Diagnostic?
    ) -> Diagnostic {
        if !sharing.isEmpty {
            return .error(
                "shared-value",
                "\(subject) cannot be pulled alone: it would change \(sharing.sorted().joined(separator: ", ")) too",
                at: location,
                hint: "`--shared` writes it for all of them"
            )
        }
        if var problem {
            problem.notes.append(Diagnostic.Note("\(subject) is written here", at: location))
            return problem
        }
        let reason =
            otherwise.isEmpty
            ? "nothing that could hold it can be changed by itself"
            : "wherever it is written, \(otherwise.joined(separator: ", ")) would not be what the account has"
        return .error(
            "not-pullable",
            "the manifests cannot say what the account has for \(subject): \(reason)",
            at: location,
            hint: "change them by hand, or set the account back with `assistantctl apply`"
        )
    }
}

/// Why nothing is pulled.
struct PullRefusal: Error {
    let diagnostic: Diagnostic
}

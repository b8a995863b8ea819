import AssistantModel
import OrderedJSON
import ReleaseProtocol

/// The content of `release.json`: a version of the registry.
///
/// A document is either a release (`complete`) or the journal of a run (`applying`). A release says everything that is
/// needed to deploy it again and to use it without this tool: an application finds its request under
/// `assistants.<key>.request`.
package struct ReleaseDocument: Equatable, Sendable {
    /// The latest version of the schema that this code knows. Later ones are refused on reading, because what they say may
    /// not be what this code would understand; keys that were added to a version are passed over.
    ///
    /// A document is of the first version that can say what it holds, so that earlier programs read what they can: 2 where
    /// the knowledge of an assistant is managed elsewhere.
    package static let latestSchema = 2
    /// The server's limit for a file of a skill (docs/openai-api.md, 8.8).
    package static let maximumBytes = 25_000_000

    /// Who made the version, where and with what.
    package struct Origin: Hashable, Sendable {
        package var run: RegistryRun
        /// The commit that was checked out; nil outside of a git repository.
        package var commit: String?
        /// Whether files were changed after that commit.
        package var isDirty: Bool
        package var toolVersion: String
        /// Unix seconds, in the server's time.
        package var time: Int
        /// When the run began to read the account; nil where that is not known.
        package var began: Int?

        package init(
            run: RegistryRun,
            commit: String? = nil,
            isDirty: Bool = false,
            toolVersion: String,
            time: Int,
            began: Int? = nil
        ) {
            self.run = run
            self.commit = commit
            self.isDirty = isDirty
            self.toolVersion = toolVersion
            self.time = time
            self.began = began
        }
    }

    package enum Content: Equatable, Sendable {
        case complete(ReleaseContent)
        case applying(ReleaseJournal)
    }

    package var schema: Int {
        guard case .complete(let content) = content else { return 1 }
        return content.assistants.contains { $0.knowledge == .elsewhere } ? 2 : 1
    }

    package var project: String
    package var environment: String
    /// The registry's default version when this one was made; nil in the registry's first version.
    package var base: Int?
    /// Counts the completed releases of the environment; 0 is the empty one that a registry begins with. In a journal:
    /// the number that the release will have.
    package var release: Int
    package var origin: Origin
    package var content: Content
    /// In the first version of a registry: which try of its run made it, from 1 on.
    package var attempt: Int

    package init(
        project: String,
        environment: String,
        base: Int?,
        release: Int,
        origin: Origin,
        content: Content,
        attempt: Int = 1
    ) {
        self.project = project
        self.environment = environment
        self.base = base
        self.release = release
        self.origin = origin
        self.content = content
        self.attempt = attempt
    }

    /// The document of a registry's first version: nothing is deployed.
    package static func empty(
        project: String,
        environment: String,
        origin: Origin,
        attempt: Int = 1
    ) -> ReleaseDocument {
        ReleaseDocument(
            project: project,
            environment: environment,
            base: nil,
            release: 0,
            origin: origin,
            content: .complete(ReleaseContent()),
            attempt: attempt
        )
    }

    /// What the protocol looks at.
    ///
    /// The empty release ends no run: the run that made the registry is only about to publish its journal, which would
    /// count for nothing if its run was finished.
    package var record: RegistryRecord {
        switch content {
        case .complete: .complete(run: base == nil ? "" : origin.run.id, base: base)
        case .applying(let journal):
            .journal(
                JournalTerms(
                    run: origin.run,
                    leaseEnd: journal.leaseEnd,
                    takesOver: journal.takesOver,
                    isEnd: journal.isEnd,
                    isFence: journal.isFence,
                    base: base
                )
            )
        }
    }
}

extension RegistryBase {
    /// The live release by its document.
    ///
    /// - Parameters:
    ///   - version: the default version.
    ///   - createdAt: Unix seconds, as the server shows it.
    package init(_ document: ReleaseDocument, version: Int, createdAt: Int) {
        self.init(version: version, createdAt: createdAt, run: nil)
        if case .complete(let run, _) = document.record { self.run = run }
        if case .complete(let content) = document.content {
            history = Set(content.history.map(\.version))
            pastRuns = Set(content.history.filter { $0.release > 0 }.compactMap(\.run))
        }
    }
}

/// What a release holds.
package struct ReleaseContent: Equatable, Sendable {
    /// Sorted by key.
    package var assistants: [ReleaseAssistant]
    /// The shared ones, whether or not an assistant refers to them; sorted by key.
    package var knowledgeBases: [ReleaseKnowledge]
    /// The release whose state this one restored.
    package var rolledBackTo: Int?
    /// The action and address of what it changed, in the order of its plan.
    package var changes: [String]
    /// The releases before this one that are kept, newest first.
    package var history: [ReleaseSummary]
    /// Uploads of runs that died: they may lie on the account, attached to nothing, until `cleanup` looks for them.
    package var leftovers: [ReleaseLeftover]
    /// Files that earlier releases name and that are the project's no more; sorted by release.
    package var forgotten: [ForgottenFiles]

    package init(
        assistants: [ReleaseAssistant] = [],
        knowledgeBases: [ReleaseKnowledge] = [],
        rolledBackTo: Int? = nil,
        changes: [String] = [],
        history: [ReleaseSummary] = [],
        leftovers: [ReleaseLeftover] = [],
        forgotten: [ForgottenFiles] = []
    ) {
        self.assistants = assistants.sorted { $0.key < $1.key }
        self.knowledgeBases = knowledgeBases.sorted { $0.key < $1.key }
        self.rolledBackTo = rolledBackTo
        self.changes = changes
        self.history = history.sorted { $0.version > $1.version }
        self.leftovers = leftovers
        self.forgotten = forgotten.sorted { $0.release < $1.release }
    }

    /// Whether two releases come to the same on the account, whatever led to them.
    func deploysTheSame(as other: ReleaseContent) -> Bool {
        assistants == other.assistants && knowledgeBases == other.knowledgeBases
    }

    /// The shared knowledge bases and the assistants' own.
    package var allKnowledge: [ReleaseKnowledge] { knowledgeBases + assistants.compactMap(\.ownKnowledge) }

    /// Every file of the release.
    package var files: [ReleaseFile] { allKnowledge.flatMap(\.files) + assistants.flatMap(\.codeInterpreterFiles) }

    /// Every file object that the release needs.
    package var fileIDs: Set<String> { Set(files.map(\.id)) }
}

/// An earlier release, as a later one remembers it: `releases` lists history without downloading it.
package struct ReleaseSummary: Hashable, Sendable {
    package var release: Int
    /// The registry's version with its document.
    package var version: Int
    /// The file with its document, where releases are files; nil where `version` is one of a skill.
    package var document: String?
    /// The id of the run that published it; nil where its successor was published by an earlier version of the tool.
    package var run: String?
    package var time: Int
    package var author: String
    package var commit: String?
    package var isDirty: Bool
    package var rolledBackTo: Int?
    /// The action and address of what it changed, in the order of its plan.
    package var changes: [String]

    package init(
        release: Int,
        version: Int,
        document: String? = nil,
        run: String? = nil,
        time: Int,
        author: String,
        commit: String? = nil,
        isDirty: Bool = false,
        rolledBackTo: Int? = nil,
        changes: [String] = []
    ) {
        self.release = release
        self.version = version
        self.document = document
        self.run = run
        self.time = time
        self.author = author
        self.commit = commit
        self.isDirty = isDirty
        self.rolledBackTo = rolledBackTo
        self.changes = changes
    }
}

/// Files of what `forget` left alone. Releases up to this one name them, and neither pruning nor `destroy` deletes them,
/// and no store of the project takes them up again.
package struct ForgottenFiles: Equatable, Sendable {
    /// The last release that names them as the project's.
    package var release: Int
    /// Sorted.
    package var fileIDs: [String]

    package init(release: Int, fileIDs: some Sequence<String>) {
        self.release = release
        self.fileIDs = Set(fileIDs).sorted()
    }
}

extension ReleaseContent {
    /// Files that are the project's no more.
    package var forgottenFileIDs: Set<String> { Set(forgotten.flatMap(\.fileIDs)) }

    /// Ids of all stores that the release names.
    package var vectorStoreIDs: Set<String> {
        Set(knowledgeBases.map(\.vectorStoreID) + assistants.compactMap(\.vectorStoreID))
    }

    /// The release without these, their files forgotten.
    ///
    /// - Parameters:
    ///   - keys: of assistants.
    ///   - storeIDs: of shared knowledge bases too.
    ///   - release: the number of this one.
    func forgetting(assistants keys: Set<String>, vectorStores storeIDs: Set<String>, asOf release: Int)
        -> ReleaseContent
    {
        var content = self
        content.assistants.removeAll { keys.contains($0.key) }
        content.knowledgeBases.removeAll { storeIDs.contains($0.vectorStoreID) }
        guard content != self else { return self }
        let left = fileIDs.subtracting(content.fileIDs)
        if !left.isEmpty { content.forgotten.append(ForgottenFiles(release: release, fileIDs: left)) }
        return content
    }

    /// Drops what need not be remembered in the release after `base`: files that it names itself, because they were
    /// adopted again, and those of releases that are kept no longer.
    mutating func settleForgotten(after base: ReleaseDocument) {
        guard !forgotten.isEmpty else { return }
        let oldest = (base.complete?.history.map(\.release) ?? []).reduce(base.release, min)
        let own = fileIDs
        forgotten = forgotten.filter { $0.release >= oldest }
            .map { ForgottenFiles(release: $0.release, fileIDs: $0.fileIDs.filter { !own.contains($0) }) }
            .filter { !$0.fileIDs.isEmpty }
    }
}

/// The releases of an environment, newest first, and which of them are to go.
package struct ReleaseHistory: Equatable, Sendable {
    /// The live release first.
    package var releases: [ReleaseSummary]

    package init(releases: [ReleaseSummary]) {
        self.releases = releases.sorted { $0.version > $1.version }
    }

    /// The history up to the live release, from its document.
    ///
    /// - Parameters:
    ///   - document: the live release; a journal has no history.
    ///   - version: the default version.
    package init(live document: ReleaseDocument, version: Int) {
        guard case .complete(let content) = document.content else {
            self.init(releases: [])
            return
        }
        self.init(releases: [ReleaseSummary(document, content, version: version)] + content.history)
    }

    /// Without the empty release that a registry begins with: what somebody applied.
    package var published: [ReleaseSummary] { releases.filter { $0.release > 0 } }

    package func release(_ number: Int) -> ReleaseSummary? { releases.first { $0.release == number } }

    /// The versions that go so that `count` releases are left once the next one is live, oldest first. The live release,
    /// which is the next one's base, always stays.
    package func prunable(keeping count: Int) -> [Int] {
        releases.dropFirst(max(1, count - 1)).map(\.version).sorted()
    }

    /// What the next release remembers.
    package func kept(_ count: Int) -> [ReleaseSummary] {
        Array(releases.prefix(max(1, count - 1)))
    }
}

extension RegistrySnapshot {
    /// The releases up to the live one.
    var history: ReleaseHistory { ReleaseHistory(live: document, version: version) }
}

extension ReleaseSummary {
    /// A release by its document.
    ///
    /// - Parameter file: with the document, where releases are files.
    init(_ document: ReleaseDocument, _ content: ReleaseContent, version: Int, document file: String? = nil) {
        self.init(
            release: document.release,
            version: version,
            document: file,
            run: document.origin.run.id,
            time: document.origin.time,
            author: document.origin.run.author,
            commit: document.origin.commit,
            isDirty: document.origin.isDirty,
            rolledBackTo: content.rolledBackTo,
            changes: content.changes
        )
    }
}

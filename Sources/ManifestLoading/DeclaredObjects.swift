import AssistantModel
import SourceDiagnostics

/// What the documents of a project declare, in their order. What one declares depends on no other: parts of them can be
/// read at the same time.
struct DeclaredObjects: Sendable {
    private(set) var assistants: [AssistantManifest] = []
    /// Knowledge bases that are documents of their own.
    private(set) var shared: [KnowledgeBase] = []

    private init() {}

    private init(_ documents: some Sequence<ManifestDocument>, _ project: ProjectManifest, _ context: LoadContext) {
        for document in documents {
            switch document.kind {
            case .assistant:
                if let assistant = AssistantManifest(document, project: project, context: context) {
                    assistants.append(assistant)
                }
            case .knowledgeBase:
                if let base = KnowledgeManifest.document(document, project: project, context: context) {
                    shared.append(base)
                }
            }
        }
    }

    /// Reads one document after the other.
    static func read(
        _ documents: [ManifestDocument],
        of project: ProjectManifest,
        _ context: LoadContext
    ) -> DeclaredObjects {
        let objects = DeclaredObjects(documents, project, context)
        objects.checkSpellings(context.problems)
        return objects
    }

    /// So many parts keep the cores of most machines busy. Each reads a prompt that several assistants share anew.
    private static let parts = 16
    /// Fewer documents than these are not worth a task.
    private static let documentsPerPart = 16

    /// Reads as many parts at a time as there are cores.
    static func readConcurrently(
        _ documents: [ManifestDocument],
        of project: ProjectManifest,
        _ context: LoadContext
    ) async -> DeclaredObjects {
        let size = max(documentsPerPart, (documents.count + parts - 1) / parts)
        let start = context.start
        let read = await documents.concurrently(inPartsOf: size) { part in
            let context = LoadContext(start)
            return (objects: DeclaredObjects(part, project, context), findings: context.findings)
        }
        var objects = DeclaredObjects()
        for part in read {
            context.add(part.findings)
            objects.assistants += part.objects.assistants
            objects.shared += part.objects.shared
        }
        objects.checkSpellings(context.problems)
        return objects
    }

    /// A name in two Unicode forms, in two lists of files; within one list its reader finds it.
    private func checkSpellings(_ problems: Problems) {
        let files = files
        // An ASCII name has one form; what looks like it in another is not ASCII.
        guard files.contains(where: { !$0.path.utf8.allSatisfy { $0 < 0x80 } }) else { return }
        var spellings = PathSpellings()
        for file in files { _ = spellings.add(file.path, at: file.origin, problems) }
    }

    /// Every file that is uploaded, as often as it is listed.
    var files: [ProjectFile] {
        assistants.flatMap { $0.assistant.codeInterpreterFiles + ($0.ownKnowledge?.files ?? []) }
            + shared.flatMap(\.files)
    }
}

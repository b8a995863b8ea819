import AssistantModel
import Checks
import Deployment
import ManifestLoading
import OpenAIAPI
import OrderedJSON
import Planning

extension AccountSession {
    /// The live assistants that checks are for.
    ///
    /// - Throws: ``DeploymentError`` for one that is not on the account, and ``CheckCost/Unbounded``.
    func subjects(of assistants: [Assistant], _ terms: CheckTerms) async throws -> [CheckSubject] {
        let live = try await assistants.cite ? reader().readEverything() : reader().readOverview()
        let release = await releases?.snapshot()?.document
        let deployed = DeployedAssistant.list(desired: project.desired, live: live, release: release)
        let paths = live.memberPaths
        let passages = LivePassages(
            live: live,
            knowledgeBases: project.desired.knowledgeBases,
            release: release?.complete
        )
        return try assistants.map { assistant in
            guard let found = deployed.first(where: { $0.key == assistant.key }),
                found.request != nil || found.id != nil
            else { throw DeploymentError.notDeployed(assistant.key) }
            let body = ResponsesRequest(definition: found.definition, vectorStoreID: found.vectorStoreID).body
            // What is reserved for is what runs, whatever becomes of the object.
            let overrides = terms.ceiling == nil ? [:] : found.definition.runOverrides
            return try subject(
                assistant,
                request: found.request ?? body,
                object: found.request == nil ? found.id.map { CheckSubject.Object(id: $0, overrides: overrides) } : nil,
                paths: paths,
                chunkTokens: passages.tokens(inStore: found.vectorStoreID),
                definition: definition(of: assistant, as: found, live),
                terms
            )
        }
    }

    private func definition(
        of assistant: Assistant,
        as found: DeployedAssistant,
        _ live: LiveState
    ) -> CheckedDefinition {
        let store = live.vectorStores.first { $0.id == found.vectorStoreID }
        let object = LiveObjects(desired: project.desired, live: live).assistants[assistant.key]
        return CheckedDefinition(
            found.definition,
            // A store that is managed elsewhere has no digest of its files.
            knowledge: store?.record?.members ?? found.vectorStoreID,
            codeFiles: object?.record?.codeFiles.map { $0.path + $0.content } ?? [],
            judge: assistant.checks.contains { !$0.criteria.isEmpty } ? assistant.checksModel : nil
        )
    }

    /// - Parameters:
    ///   - request: the ready request; of an assistant with an object, what one would be.
    ///   - object: the one that answers; nil for an api without objects.
    ///   - chunkTokens: of a passage of the knowledge; nil where nobody knows.
    ///   - definition: what answers are kept for; nil where none are.
    func subject(
        _ assistant: Assistant,
        request: JSONValue,
        object: CheckSubject.Object?,
        paths: [String: String],
        chunkTokens: Int?,
        definition: CheckedDefinition? = nil,
        _ terms: CheckTerms
    ) throws(CheckCost.Unbounded) -> CheckSubject {
        let isBounded = terms.ceiling != nil
        let cost = try cost(of: assistant, request, chunkTokens: chunkTokens, isNeeded: isBounded)
        return CheckSubject(
            assistant: assistant,
            client: client,
            place: object.map { CheckSubject.Place.object($0) } ?? .request(request),
            paths: paths,
            cost: cost,
            isBounded: isBounded,
            definition: definition
        )
    }

    private func cost(
        of assistant: Assistant,
        _ request: JSONValue,
        chunkTokens: Int?,
        isNeeded: Bool
    ) throws(CheckCost.Unbounded) -> CheckCost? {
        do throws(CheckCost.Unbounded) {
            return try CheckCost(
                of: assistant,
                request: request,
                chunkTokens: chunkTokens,
                catalogue: project.settings.catalogue
            )
        } catch {
            if isNeeded { throw error }
            return nil
        }
    }
}

extension [Assistant] {
    /// Whether a check asks for a source.
    var cite: Bool {
        contains { assistant in
            assistant.checks.contains { check in
                check.expectations.contains { if case .cites = $0.rule { true } else { false } }
            }
        }
    }
}

extension LiveState {
    /// Of the files in stores that were looked into, by their ids.
    var memberPaths: [String: String] {
        let members = vectorStores.flatMap { $0.members ?? [] }
        return Dictionary(members.compactMap { member in member.path.map { (member.fileID, $0) } }) { first, _ in first
        }
    }
}

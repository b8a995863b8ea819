import AssistantModel
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
        return try assistants.map { assistant in
            guard let found = deployed.first(where: { $0.key == assistant.key }),
                found.request != nil || found.id != nil
            else { throw DeploymentError.notDeployed(assistant.key) }
            let body = ResponsesRequest(definition: found.definition, vectorStoreID: found.vectorStoreID).body
            return try subject(
                assistant,
                found.definition,
                request: found.request ?? body,
                objectID: found.request == nil ? found.id : nil,
                paths: paths,
                terms
            )
        }
    }

    /// Assistants as a plan would make them. Nothing of the environment changes by that, nor by asking them.
    ///
    /// - Parameter assistants: with their checks, as the manifests have them.
    /// - Throws: ``DeploymentError`` for one that is not on the account and that the plan does not make, and
    ///   ``CheckCost/Unbounded``.
    func subjects(
        of assistants: [Assistant],
        asPlanned planned: PlannedRun,
        _ terms: CheckTerms
    ) async throws -> [CheckSubject] {
        let desired = planned.basis.desired ?? project.desired
        let candidates = try assistants.map { assistant in
            try Candidate(assistant, plan: planned.plan, desired: desired, live: planned.basis.live)
        }
        var paths = planned.basis.live.memberPaths
        if assistants.cite {
            paths.merge(try await readPaths(of: candidates, planned.basis.live)) { known, _ in known }
        }
        var subjects: [CheckSubject] = []
        for candidate in candidates {
            var storeID: String?
            switch candidate.knowledge {
            case nil: break
            case .store(let id): storeID = id
            case .changed(let knowledge):
                throw CheckRefusal(
                    "knowledge-changes",
                    "the plan changes the knowledge \(knowledge.base.key): it cannot be asked yet"
                )
            }
            guard case .live(let codeFileIDs) = candidate.codeFiles, adapter.api == .responses else {
                throw CheckRefusal("not-askable", "\(candidate.assistant.key) cannot be asked before it is applied")
            }
            let request = ResponsesRequest(
                definition: candidate.assistant.definition,
                vectorStoreID: storeID,
                codeInterpreterFileIDs: codeFileIDs
            ).body
            subjects.append(
                try subject(
                    candidate.assistant,
                    candidate.assistant.definition,
                    request: request,
                    objectID: nil,
                    paths: paths,
                    terms
                )
            )
        }
        return subjects
    }

    /// The paths of the files in stores that stay as they are, and that nobody looked into yet.
    private func readPaths(of candidates: [Candidate], _ live: LiveState) async throws -> [String: String] {
        let known = Set(live.vectorStores.filter { $0.members != nil }.map(\.id))
        let ids = candidates.compactMap { candidate in
            if case .store(let id) = candidate.knowledge { id } else { String?.none }
        }
        var paths: [String: String] = [:]
        for id in Set(ids).subtracting(known).sorted() {
            for file in try await client.listVectorStoreFiles(in: id) {
                if case .string(let path)? = file.attributes[ProjectFile.pathAttribute] { paths[file.id] = path }
            }
        }
        return paths
    }

    /// - Parameters:
    ///   - request: the ready request; of an assistant with an object, what one would be.
    ///   - objectID: of the object that answers; nil for an api without objects.
    private func subject(
        _ assistant: Assistant,
        _ definition: AssistantDefinition,
        request: JSONValue,
        objectID: String?,
        paths: [String: String],
        _ terms: CheckTerms
    ) throws(CheckCost.Unbounded) -> CheckSubject {
        let isBounded = terms.ceiling != nil
        let cost = try cost(of: assistant, request: request, isNeeded: isBounded)
        let place: CheckSubject.Place =
            if let objectID {
                // What is reserved for is what runs, whatever becomes of the object.
                .object(objectID, definition: isBounded ? definition.runOverrides : [:])
            } else {
                .request(isBounded ? request.bounded : request)
            }
        return CheckSubject(
            assistant: assistant,
            client: client,
            place: place,
            paths: paths,
            cost: cost,
            isBounded: isBounded
        )
    }

    private func cost(
        of assistant: Assistant,
        request: JSONValue,
        isNeeded: Bool
    ) throws(CheckCost.Unbounded) -> CheckCost? {
        let base = project.desired.knowledgeBases.first { $0.key == assistant.knowledge }
        do throws(CheckCost.Unbounded) {
            return try CheckCost(
                of: assistant,
                request: request,
                chunkTokens: base?.chunking.maxChunkSizeTokens,
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
    fileprivate var cite: Bool {
        contains { assistant in
            assistant.checks.contains { check in
                check.expectations.contains { if case .cites = $0.rule { true } else { false } }
            }
        }
    }
}

extension LiveState {
    /// Of the files in stores that were looked into, by their ids.
    fileprivate var memberPaths: [String: String] {
        let members = vectorStores.flatMap { $0.members ?? [] }
        return Dictionary(members.compactMap { member in member.path.map { (member.fileID, $0) } }) { first, _ in first
        }
    }
}

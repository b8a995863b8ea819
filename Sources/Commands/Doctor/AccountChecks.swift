import AssistantModel
import OpenAIAPI
import Rendering

/// What `doctor` asks the account: it reads only.
struct AccountChecks: Sendable {
    let client: any OpenAIClient
    let desired: DesiredState

    /// One check after the other: an account that cannot be reached answers the later ones the same way.
    func run() async -> [DoctorCheck] {
        var checks: [DoctorCheck] = []
        let models = await check("models") { () async throws(APIError) in
            let known = Set(try await client.listModels().map(\.id))
            let missing = Set(desired.assistants.map(\.definition.model)).subtracting(known).sorted()
            guard missing.isEmpty else {
                return DoctorCheck(
                    name: "models",
                    status: .warning,
                    detail: "not in the account's list: \(missing.joined(separator: ", "))",
                    advice: "fine-tuned and very new models may be missing there; else the first answer will fail"
                )
            }
            return DoctorCheck(
                name: "models",
                status: .ok,
                detail: "all that the manifests name are in the account's list"
            )
        }
        checks.append(models)
        checks.append(
            await check("files") { () async throws(APIError) in
                let count = try await client.listFiles(purpose: .assistants).count
                return DoctorCheck(name: "files", status: .ok, detail: "readable, \(counted(count, "file"))")
            }
        )
        checks.append(
            await check("vector stores") { () async throws(APIError) in
                let count = try await client.listVectorStores().count
                return DoctorCheck(name: "vector stores", status: .ok, detail: "readable, \(counted(count, "store"))")
            }
        )
        if desired.environment.api == .assistants {
            checks.append(
                await check("assistants") { () async throws(APIError) in
                    let count = try await client.listAssistants().count
                    return DoctorCheck(
                        name: "assistants",
                        status: .ok,
                        detail: "readable, \(counted(count, "assistant"))"
                    )
                }
            )
        }
        if desired.environment.api == .responses, desired.environment.registry == .skill {
            checks.append(
                await check("skills", adviceIfNotServed: Self.registryAdvice) { () async throws(APIError) in
                    let count = try await client.listSkills().count
                    return DoctorCheck(name: "skills", status: .ok, detail: "readable, \(counted(count, "skill"))")
                }
            )
        }
        checks.append(organization(hasAnswered: checks.contains { $0.status != .failure }))
        return checks
    }

    private static let registryAdvice =
        "releases are kept in a skill: where the host never serves skills, set `registry: vector_store` in the environment"

    private func check(
        _ name: String,
        adviceIfNotServed: String? = nil,
        _ ask: () async throws(APIError) -> DoctorCheck
    ) async -> DoctorCheck {
        do throws(APIError) {
            return try await ask()
        } catch {
            let isServed = error.code != .notServed
            return DoctorCheck(
                name: name,
                status: .failure,
                detail: error.description,
                advice: isServed ? nil : adviceIfNotServed
            )
        }
    }

    private func organization(hasAnswered: Bool) -> DoctorCheck {
        let seen = client.observed.organizations
        // A host that nobody reached said nothing of itself.
        guard hasAnswered || !seen.isEmpty else {
            return DoctorCheck(name: "organization", status: .warning, detail: "not known: nothing was answered")
        }
        let shown = seen.isEmpty ? "the account does not say which it is" : seen.joined(separator: ", ")
        guard let expected = desired.environment.organization,
            let other = client.observed.organization(contradicting: expected)
        else {
            return DoctorCheck(name: "organization", status: .ok, detail: shown)
        }
        return DoctorCheck(
            name: "organization",
            status: .failure,
            detail: "answers come from \(other), and the environment names \(expected)",
            advice: "check the key, or `organization` of the environment: apply would refuse to write"
        )
    }
}

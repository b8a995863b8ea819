import HTTPTypes
import Hummingbird
import HummingbirdCore
import OrderedJSON

/// `/sandbox/faults`, which no OpenAI server has: what goes wrong, for tests to set while the server runs. It needs no
/// key and is about all accounts.
struct FaultRoutes {
    /// Addresses of the sandbox's own begin with this.
    static let prefix = "/sandbox/"
    private static let most = 100
    private static let replacement = Rule.object(
        Rule.Fields([.required("faults", .array(.string(length: 1...1000), count: 0...most))])
    )

    let services: SandboxServices

    func add(to router: Router<SandboxContext>) {
        let faults = router.group("sandbox/faults")
        faults.get { _, _ in list() }
        faults.put(use: replace)
        faults.delete { _, _ in
            services.faults.replace(with: [])
            return list()
        }
    }

    /// All or nothing: what cannot be read changes nothing.
    @Sendable private func replace(_ request: Request, _ context: SandboxContext) async throws -> JSONResponse {
        let body = try await BodyReader.json(request, context, Self.replacement)
        var faults: [Fault] = []
        for (index, text) in (body["faults"]?.strings ?? []).enumerated() {
            do {
                faults.append(try Fault(text))
            } catch {
                throw APIErrorResponse.badRequest(
                    "Invalid 'faults[\(index)]': \(error.message)",
                    parameter: "faults[\(index)]",
                    code: "invalid_fault"
                )
            }
        }
        services.faults.replace(with: faults)
        return list()
    }

    private func list() -> JSONResponse {
        JSONResponse(["object": "list", "data": .array(services.faults.reports.map(\.json))])
    }
}

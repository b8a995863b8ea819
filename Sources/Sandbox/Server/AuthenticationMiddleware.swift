import Crypto
import HTTPTypes
import Hummingbird
import HummingbirdCore

/// Checks the key and the project as the real server does, and finds the account. Some keys and names are bad on
/// purpose, for trying bad days: keys that start with `sk-wrong` (401) or `sk-forbidden` (403), the project
/// `proj_missing` and the organization `org-missing` (401).
struct AuthenticationMiddleware: RouterMiddleware {
    typealias Context = SandboxContext

    /// The only key that is let in; nil for every one.
    let soleKey: String?

    func handle(
        _ request: Request,
        context: SandboxContext,
        next: (Request, SandboxContext) async throws -> Response
    ) async throws -> Response {
        // The sandbox's own addresses are nobody's account.
        guard soleKey != nil || !request.uri.path.hasPrefix(FaultRoutes.prefix) else {
            return try await next(request, context)
        }
        var context = context
        context.account = try account(of: request.headers)
        return try await next(request, context)
    }

    private func account(of headers: HTTPFields) throws(APIErrorResponse) -> String {
        let key = try key(in: headers)
        if key.hasPrefix("sk-wrong") || soleKey.map({ $0 != key }) == true {
            throw refusal(
                .unauthorized,
                "Incorrect API key provided: \(masked(key)). You can find your API key at "
                    + "https://platform.openai.com/account/api-keys.",
                code: "invalid_api_key"
            )
        }
        if key.hasPrefix("sk-forbidden") {
            throw refusal(
                .forbidden,
                "You have insufficient permissions for this operation. Check that you have the correct role in your "
                    + "organization and project, and if you're using a restricted API key, that it has the necessary "
                    + "scopes.",
                code: "insufficient_permissions"
            )
        }
        if headers[.openAIProject] == "proj_missing" {
            throw refusal(.unauthorized, "No such project: proj_missing.", code: "invalid_project")
        }
        if headers[.openAIOrganization] == "org-missing" {
            throw refusal(.unauthorized, "No such organization: org-missing.", code: "invalid_organization")
        }
        return key == soleKey || key == SandboxConfiguration.servedKey ? "embedded" : digest(key)
    }

    private func key(in headers: HTTPFields) throws(APIErrorResponse) -> String {
        let value = headers[.authorization] ?? ""
        let prefix = "bearer "
        let key = value.dropFirst(prefix.count).trimmingPrefix { $0 == " " }
        guard value.lowercased().hasPrefix(prefix), !key.isEmpty else {
            throw refusal(
                .unauthorized,
                "You didn't provide an API key. You need to provide your API key in an Authorization header using "
                    + "Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
                code: nil
            )
        }
        return String(key)
    }

    private func refusal(_ status: HTTPResponse.Status, _ message: String, code: String?) -> APIErrorResponse {
        APIErrorResponse(status: status, message: message, code: code)
    }

    private func masked(_ key: String) -> String {
        key.count > 12 ? "\(key.prefix(8))***\(key.suffix(4))" : "\(key.prefix(8))***"
    }

    /// The key itself is never kept.
    private func digest(_ key: String) -> String {
        SHA256.hash(data: Array(key.utf8)).prefix(16).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}

extension HTTPField.Name {
    static let openAIBeta = name("openai-beta")
    static let openAIOrganization = name("openai-organization")
    static let openAIProcessing = name("openai-processing-ms")
    static let openAIProject = name("openai-project")
    static let openAIVersion = name("openai-version")
    static let requestID = name("x-request-id")

    static func name(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is no header name") }
        return name
    }
}

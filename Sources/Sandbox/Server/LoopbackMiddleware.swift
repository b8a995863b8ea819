import HTTPTypes
import Hummingbird
import HummingbirdCore

/// Answers only what is addressed to this machine. A page of the web can lead a name of its own to 127.0.0.1 and then ask
/// through the browser of whoever reads it: such requests carry that name in `Host`.
struct LoopbackMiddleware: RouterMiddleware {
    typealias Context = SandboxContext

    func handle(
        _ request: Request,
        context: SandboxContext,
        next: (Request, SandboxContext) async throws -> Response
    ) async throws -> Response {
        let host = request.head.authority ?? ""
        guard Self.isLoopback(host) else {
            throw APIErrorResponse(
                status: .misdirectedRequest,
                message: "The sandbox answers only on this machine, and the request is addressed to "
                    + "\(host.isEmpty ? "no host" : "'\(host)'"). Write localhost, 127.0.0.1 or [::1] in its URL.",
                code: "host_not_loopback"
            )
        }
        return try await next(request, context)
    }

    /// Whether `localhost`, an address of 127.0.0.0/8 or `[::1]`, with or without a port.
    static func isLoopback(_ authority: String) -> Bool {
        let isBracketed = authority.hasPrefix("[")
        let end =
            isBracketed ? authority.firstIndex(of: "]").map(authority.index(after:)) : authority.firstIndex(of: ":")
        let host = authority[..<(end ?? authority.endIndex)]
        let port = authority[host.endIndex...]
        guard port.isEmpty || (port.first == ":" && UInt16(port.dropFirst()) != nil) else { return false }
        if isBracketed { return host == "[::1]" }
        if host.lowercased() == "localhost" { return true }
        let bytes = host.split(separator: ".", omittingEmptySubsequences: false).map { part in
            part.allSatisfy(\.isWholeNumber) ? UInt8(part) : nil
        }
        return bytes.count == 4 && bytes[0] == 127 && bytes.allSatisfy { $0 != nil }
    }
}

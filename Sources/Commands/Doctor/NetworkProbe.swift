import Dispatch
import Foundation

/// Questions to this machine's network that reach nobody else but name servers.
enum NetworkProbe {
    /// Whether a name or an address has an address.
    static func isKnown(host: String) async -> Bool {
        await withCheckedContinuation { continuation in
            // Name servers that do not answer are waited for, on a thread that is nobody else's.
            DispatchQueue.global().async {
                var found: UnsafeMutablePointer<addrinfo>?
                let status = getaddrinfo(host, nil, nil, &found)
                if let found { freeaddrinfo(found) }
                continuation.resume(returning: status == 0)
            }
        }
    }

    /// Whether a server could listen on a port of 127.0.0.1 now.
    static func isFree(loopbackPort port: UInt16) -> Bool {
        #if canImport(Glibc)
            let kind = Int32(SOCK_STREAM.rawValue)
        #else
            let kind = SOCK_STREAM
        #endif
        let descriptor = socket(AF_INET, kind, 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        // As servers do: connections that ended a moment ago do not count.
        var reuse: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}

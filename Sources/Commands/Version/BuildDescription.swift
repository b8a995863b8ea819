/// Which build of the tool this is: `assistantctl 0.9.0 (1a2b3c4, release, linux x86_64)`.
package struct BuildDescription {
    private let version: String
    private let commit: String
    private let configuration: String

    /// - Parameter commit: as `git describe` names it; empty where it is not known, as in builds without `make`.
    package init(
        version: String = Version.current,
        commit: String,
        configuration: String = Self.configurationOfThisBuild
    ) {
        self.version = version
        self.commit = commit
        self.configuration = configuration
    }

    package var text: String {
        let parts = [commit, configuration, "\(Self.system) \(Self.architecture)"].filter { !$0.isEmpty }
        return "assistantctl \(version) (\(parts.joined(separator: ", ")))"
    }

    /// `release` or `debug`.
    package static var configurationOfThisBuild: String {
        #if DEBUG
            "debug"
        #else
            "release"
        #endif
    }

    private static var system: String {
        #if os(Linux)
            "linux"
        #elseif os(macOS)
            "macos"
        #else
            "other"
        #endif
    }

    private static var architecture: String {
        #if arch(x86_64)
            "x86_64"
        #elseif arch(arm64)
            "arm64"
        #else
            "other"
        #endif
    }
}

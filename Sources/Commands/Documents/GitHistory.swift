import AssistantModel
import Foundation
import Planning
import Programs

/// Earlier contents of files, as the repository that is there keeps them. They are found by their SHA-256, so that what is
/// found is what was applied, whatever the commits say.
///
/// Nothing is fetched, and nothing that the repository configures runs: no filter, no textconv, no other program.
struct GitHistory: Sendable {
    /// How much may be read of it.
    struct Limits: Sendable {
        /// Versions of a path.
        var versions = 200
        /// Of one content.
        var contentBytes = 64 * 1024 * 1024
        /// Of all versions of a path together.
        var bytes = 512 * 1024 * 1024
    }

    /// Why git does not give a content.
    struct Missing: Error {
        let gap: DocumentChange.Gap
    }

    /// Of this process.
    let variables: [String: String]
    var limits = Limits()

    /// Of versions that are read together at first.
    private static let firstChunk = 8 * 1024 * 1024

    /// The content of a file in an earlier version.
    ///
    /// - Parameters:
    ///   - path: absolute, symbolic links followed; its folder has to be there.
    ///   - commits: where it should be, as hexadecimal ids.
    ///   - time: what is left for it.
    /// - Throws: ``Missing``.
    func content(
        of path: String,
        _ applied: AppliedContent,
        commits: [String],
        time: Duration
    ) async throws(Missing) -> [UInt8] {
        let repository = try await repository(holding: path, time: time)
        if case .sha256(let sha256) = applied,
            let bytes = repository.largeFile(sha256, limit: limits.contentBytes)
        {
            return bytes
        }
        let names = repository.names(inCommits: commits)
        if !names.isEmpty, let bytes = try await first(names, in: repository, with: applied) { return bytes }
        let versions = await repository.versions(limit: limits.versions)
        if let bytes = try await first(versions, in: repository, with: applied) { return bytes }
        throw Missing(gap: repository.isShallow ? .shallow : .notFound)
    }

    private func repository(holding path: String, time: Duration) async throws(Missing) -> GitRepository {
        let (folder, name) = path.splitAtLastSlash
        var git = GitRepository(folder: folder, name: name, variables: variables, time: time)
        let outcome: ProgramOutcome
        do throws(ProgramFailure) {
            outcome = try await git.run(["rev-parse", "--is-shallow-repository", "--git-common-dir"])
        } catch {
            throw Missing(gap: Self.gap(of: error))
        }
        let lines = String(decoding: outcome.output, as: UTF8.self).split(separator: "\n").map(String.init)
        guard outcome.ending == .exit(0), lines.count == 2 else {
            throw Missing(gap: git.isThere ? .unreadable : .noRepository)
        }
        git.isShallow = lines[0] == "true"
        git.commonFolder = lines[1].hasPrefix("/") ? lines[1] : "\(folder)/\(lines[1])"
        return git
    }

    /// The first of several objects that holds what was applied; nil for none.
    private func first(
        _ ids: [String],
        in repository: GitRepository,
        with applied: AppliedContent
    ) async throws(Missing) -> [UInt8]? {
        do throws(ProgramFailure) {
            var rest = try await repository.sizes(of: ids).filter { $0.bytes <= limits.contentBytes }[...]
            var (chunk, total) = (Self.firstChunk, 0)
            while !rest.isEmpty {
                var (taken, bytes) = (0, 0)
                for object in rest {
                    guard taken == 0 || bytes + object.bytes <= chunk else { break }
                    (taken, bytes) = (taken + 1, bytes + object.bytes)
                }
                total += bytes
                guard total <= limits.bytes else { throw ProgramFailure.outputLimit(limits.bytes) }
                let contents = try await repository.contents(of: Array(rest.prefix(taken)))
                if let found = contents.first(where: { applied.holds(ContentDigest.sha256($0)) }) {
                    return Array(found)
                }
                rest = rest.dropFirst(taken)
                chunk = min(chunk * 2, limits.contentBytes)
            }
            return nil
        } catch {
            throw Missing(gap: Self.gap(of: error))
        }
    }

    private static func gap(of failure: ProgramFailure) -> DocumentChange.Gap {
        switch failure {
        case .notFound: .noProgram
        case .timeLimit, .outputLimit, .cancelled: .limit
        case .system: .unreadable
        }
    }
}

import AssistantModel
import ManifestLoading
import SourceDiagnostics

/// What the files hold that are uploaded: their sizes and hashes, for planning.
package struct ProjectContents: Sendable {
    private let project: LocalProject
    private let filesRoot: String
    private let cache: HashCache?
    private let width: Int
    private let onProgress: @Sendable (Progress) -> Void

    /// How far a reading is.
    package struct Progress: Sendable, Hashable {
        /// Files that are done with.
        package var files: Int
        /// Of so many.
        package var total: Int
        /// Bytes that had to be read; hashes from the cache cost none.
        package var bytesRead: Int
    }

    /// An entry of the cache counts only when the file had been at rest this long before it was hashed. A change within
    /// the resolution of a file system's clock would otherwise go unseen, as in git's "racy" index entries.
    private static let restNanoseconds: Int64 = 2_000_000_000

    /// - Parameters:
    ///   - filesRoot: `ProjectSettings.filesRoot`.
    ///   - cache: nil reads every file.
    ///   - width: how many files are read at a time.
    ///   - onProgress: told as files are done, one call at a time.
    package init(
        project: LocalProject,
        filesRoot: String,
        cache: HashCache?,
        width: Int = 4,
        onProgress: @escaping @Sendable (Progress) -> Void = { _ in }
    ) {
        self.project = project
        self.filesRoot = filesRoot
        self.cache = cache
        self.width = max(1, width)
        self.onProgress = onProgress
    }

    /// The hashes that were asked for, and what the user may want to know about the cache.
    package struct Reading: Sendable {
        /// By the path below `files_root`.
        package var files: [String: FileContent]
        /// Sentences, such as that the cache cannot be written.
        package var notes: [String]
        /// How many files had to be read; the others came from the cache.
        package var filesRead: Int
    }

    /// Why files could not be read: every problem, sorted.
    package struct Failure: Error, Sendable {
        /// Sorted; never empty.
        package var diagnostics: [Diagnostic]
    }

    /// Hashes files, or remembers their hashes.
    ///
    /// - Parameters:
    ///   - paths: below `files_root`.
    ///   - now: nanoseconds since 1970.
    /// - Throws: ``Failure`` with a diagnostic for each file that cannot be read.
    package func read(_ paths: [String], now: @Sendable @escaping () -> Int64) async throws(Failure) -> Reading {
        let known = cache?.entries(forRoot: filesRoot) ?? [:]
        let outcomes = await outcomes(for: Set(paths).sorted(), known: known, now: now)
        let diagnostics = outcomes.compactMap { outcome -> Diagnostic? in
            guard case .failure(let error) = outcome.result else { return nil }
            let shown = project.shownPath(of: absolute(outcome.path))
            return error.diagnostic(
                of: shown,
                outside: project.shownPath(of: filesRoot),
                limit: LimitTable.fileBytes,
                at: SourceLocation(file: shown)
            )
        }
        guard diagnostics.isEmpty else { throw Failure(diagnostics: diagnostics.sorted()) }

        var reading = Reading(files: [:], notes: [], filesRead: 0)
        var entries = known
        var hasChanges = false
        for outcome in outcomes {
            guard case .success(let hashed) = outcome.result else { continue }
            reading.files[outcome.path] = hashed.content
            if !hashed.isFromCache { reading.filesRead += 1 }
            guard !hashed.isFromCache else { continue }
            hasChanges = true
            entries[absolute(outcome.path)] = hashed.entry
        }
        if let cache, hasChanges {
            let current = Set(outcomes.map { absolute($0.path) })
            let kept = entries.filter { current.contains($0.key) || exists($0.key) }
            if let note = cache.write(kept, forRoot: filesRoot) { reading.notes.append(note) }
        }
        return reading
    }

    private struct Hashed: Sendable {
        var content: FileContent
        /// Nil when the file is too young to be trusted next time.
        var entry: HashCache.Entry?
        var isFromCache: Bool
    }

    private struct Outcome: Sendable {
        var path: String
        var result: Result<Hashed, ProjectFileError>

        var bytesRead: Int {
            guard case .success(let hashed) = result, !hashed.isFromCache else { return 0 }
            return hashed.content.bytes
        }
    }

    /// How many files of one task: enough to make the task cheap, few enough to keep all readers busy.
    private static let filesPerTask = 32

    /// In the order of the paths.
    private func outcomes(
        for paths: [String],
        known: [String: HashCache.Entry],
        now: @Sendable @escaping () -> Int64
    ) async -> [Outcome] {
        let size = min(Self.filesPerTask, max(1, paths.count / width))
        let parts = stride(from: 0, to: paths.count, by: size).map { paths[$0..<min($0 + size, paths.count)] }
        return await withTaskGroup(of: (Int, [Outcome]).self) { group in
            var next = 0
            func addTask() {
                guard next < parts.count else { return }
                let (index, part) = (next, parts[next])
                next += 1
                group.addTask { (index, hashAll(part, known: known, now: now)) }
            }
            for _ in 0..<width { addTask() }
            var outcomes: [[Outcome]] = Array(repeating: [], count: parts.count)
            var progress = Progress(files: 0, total: paths.count, bytesRead: 0)
            for await (index, part) in group {
                outcomes[index] = part
                progress.files += part.count
                progress.bytesRead += part.reduce(0) { $0 + $1.bytesRead }
                onProgress(progress)
                addTask()
            }
            return outcomes.flatMap { $0 }
        }
    }

    private func hashAll(
        _ paths: ArraySlice<String>,
        known: [String: HashCache.Entry],
        now: @Sendable () -> Int64
    ) -> [Outcome] {
        let confinement: Confinement
        do throws(ProjectFileError) {
            confinement = try Confinement(root: filesRoot)
        } catch {
            return paths.map { Outcome(path: $0, result: .failure(error)) }
        }
        return paths.map { path in
            do throws(ProjectFileError) {
                let absolute = absolute(path)
                let hashed = try hash(absolute, known: known[absolute], confinement: confinement, now: now)
                return Outcome(path: path, result: .success(hashed))
            } catch {
                return Outcome(path: path, result: .failure(error))
            }
        }
    }

    /// A file whose stamp is in the cache is not opened.
    private func hash(
        _ path: String,
        known: HashCache.Entry?,
        confinement: Confinement,
        now: @Sendable () -> Int64
    ) throws(ProjectFileError) -> Hashed {
        let (real, attributes) = try confinement.resolve(path)
        guard attributes.isRegularFile else { throw .notAFile }
        if let known, known.stamp == HashCache.Stamp(attributes) {
            let content = FileContent(sha256: known.sha256, bytes: attributes.bytes)
            return Hashed(content: content, entry: known, isFromCache: true)
        }
        let file = try OpenFile(realPath: real)
        let stamp = HashCache.Stamp(file.attributes)
        let start = now()
        let content = try FileHasher.content(of: file)
        let isAtRest = max(stamp.modified, stamp.changed) <= start - Self.restNanoseconds
        let entry = isAtRest ? HashCache.Entry(stamp: stamp, sha256: content.sha256) : nil
        return Hashed(content: content, entry: entry, isFromCache: false)
    }

    private func absolute(_ path: String) -> String { filesRoot == "/" ? "/\(path)" : "\(filesRoot)/\(path)" }

    private func exists(_ path: String) -> Bool { (try? SystemCalls.attributes(of: path)) != nil }
}

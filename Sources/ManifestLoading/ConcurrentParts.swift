extension Array where Element: Sendable {
    /// What is made of each part of the elements, in their order; as many parts at a time as there are cores.
    ///
    /// - Parameter size: elements of a part: enough to make a task cheap, few enough to keep all cores busy.
    func concurrently<Part: Sendable>(
        inPartsOf size: Int,
        _ read: @Sendable @escaping (ArraySlice<Element>) -> Part
    ) async -> [Part] {
        let parts = stride(from: 0, to: count, by: size).map { self[$0...].prefix(size) }
        return await withTaskGroup(of: (Int, Part).self) { group in
            for (index, part) in parts.enumerated() { group.addTask { (index, read(part)) } }
            var made = [Part?](repeating: nil, count: parts.count)
            for await (index, part) in group { made[index] = part }
            return made.compactMap { $0 }
        }
    }
}

/// Transforms every element, a bounded number at a time; the results keep the order of the elements.
///
/// Stops starting at the first failure, lets what is under way end, and throws that failure.
func concurrentMap<Element: Sendable, Result: Sendable, Failure: Error>(
    _ elements: [Element],
    width: Int,
    _ transform: @escaping @Sendable (Element) async throws(Failure) -> Result
) async throws(Failure) -> [Result] {
    let width = min(width, elements.count)
    let outcomes = await withTaskGroup(of: MapOutcome<Result, Failure>.self) { group in
        var outcomes = [Swift.Result<Result, Failure>?](repeating: nil, count: elements.count)
        for index in 0..<width { group.addTask(operation: transforming(elements[index], at: index, transform)) }
        var next = width
        var hasFailed = false
        for await outcome in group {
            outcomes[outcome.index] = outcome.result
            if case .failure = outcome.result { hasFailed = true }
            if !hasFailed, next < elements.count {
                group.addTask(operation: transforming(elements[next], at: next, transform))
                next += 1
            }
        }
        return outcomes
    }
    // Everything before the first failure was started, so the first missing outcome stands behind a failure.
    for case .failure(let error)? in outcomes { throw error }
    var results: [Result] = []
    for case .success(let result)? in outcomes { results.append(result) }
    return results
}

private func transforming<Element: Sendable, Result: Sendable, Failure: Error>(
    _ element: Element,
    at index: Int,
    _ transform: @escaping @Sendable (Element) async throws(Failure) -> Result
) -> @Sendable () async -> MapOutcome<Result, Failure> {
    {
        do throws(Failure) {
            return MapOutcome(index: index, result: .success(try await transform(element)))
        } catch {
            return MapOutcome(index: index, result: .failure(error))
        }
    }
}

/// How the transformation of an element ended.
private struct MapOutcome<Result: Sendable, Failure: Error>: Sendable {
    /// The element's.
    var index: Int
    var result: Swift.Result<Result, Failure>
}

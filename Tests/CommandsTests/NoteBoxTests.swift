import Testing

@testable import Commands

@Suite("Notes for the progress display")
struct NoteBoxTests {
    @Test("they are taken in the order in which they were left, once")
    func order() {
        let box = NoteBox<Int>()
        for number in 0..<100 { box.put(number) }
        #expect(box.take() == Array(0..<100))
        #expect(box.take() == [])
        box.put(100)
        #expect(box.take() == [100])
    }

    @Test("none is lost where many tasks leave them while one takes, and those of a task stay in its order")
    func tasks() async {
        let box = NoteBox<(task: Int, number: Int)>()
        var taken = await withTaskGroup(of: [(task: Int, number: Int)].self) { group in
            for task in 0..<20 {
                group.addTask {
                    for number in 0..<200 { box.put((task, number)) }
                    return []
                }
            }
            group.addTask {
                var taken: [(task: Int, number: Int)] = []
                for _ in 0..<50 {
                    taken += box.take()
                    await Task.yield()
                }
                return taken
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        taken += box.take()
        #expect(taken.count == 4_000)
        #expect((0..<20).allSatisfy { task in taken.filter { $0.task == task }.map(\.number) == Array(0..<200) })
    }
}

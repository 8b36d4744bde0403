import EvenkeelAPI

/// What a file edge says is wrong with a file is said to whoever sent it.
func rejecting<Value>(_ read: () throws -> Value) throws(Problem) -> Value {
    do { return try read() } catch { throw Sentences.rejected("\(error)") }
}

extension String {
    /// As it stands where a sentence goes on after it: without the full stop that its author gave it.
    public var withoutStop: String { hasSuffix(".") && !hasSuffix("..") ? String(dropLast()) : self }
}

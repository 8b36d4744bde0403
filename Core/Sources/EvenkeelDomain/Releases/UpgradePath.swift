extension Release {
    /// The versions that must be installed on the way from a version to this one, in order, this one not included.
    /// Empty where the way is direct.
    public func stops(from version: Version) -> [Version] {
        Set(requires).filter { version < $0 && $0 < self.version }.sorted()
    }
}

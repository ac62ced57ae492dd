using LinuxNamespaces.Child;

namespace LinuxNamespaces;

/// <summary>The last part of a path, and the directory that it is in.</summary>
/// <param name="Directory">The descriptor of the directory, or AT_FDCWD.</param>
/// <param name="Name">The name in it; an absolute path where the directory is the root directory.</param>
/// <param name="IsOpened">Whether the descriptor has to be closed.</param>
internal readonly record struct PathInDirectory(StepArgument Directory, StepArgument Name, bool IsOpened);

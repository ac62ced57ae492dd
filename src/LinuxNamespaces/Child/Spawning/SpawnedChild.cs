using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Child;

/// <summary>A child that executes its program.</summary>
internal sealed record SpawnedChild(int ProcessId, SafeFileHandle Process);

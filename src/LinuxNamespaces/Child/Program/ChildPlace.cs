namespace LinuxNamespaces.Child;

/// <summary>The addresses of the parts of a table in the memory of a child.</summary>
/// <param name="Data">The address of the data.</param>
/// <param name="Slots">The address of the slots.</param>
/// <param name="FirstSlot">The number of the first slot.</param>
/// <param name="FirstStep">The number of the first step.</param>
internal readonly record struct ChildPlace(ulong Data, ulong Slots, int FirstSlot, int FirstStep);

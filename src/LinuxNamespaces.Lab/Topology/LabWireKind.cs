namespace LinuxNamespaces.Lab;

/// <summary>Specifies what carries the frames of a link and applies its conditions.</summary>
public enum LabWireKind
{
    /// <summary>
    /// Frames pass at full speed while the link has no conditions. Then the managed wire is used if the conditions have a seed, or if the kernel lacks the queueing disciplines;
    /// otherwise the kernel is used.
    /// </summary>
    Auto,

    /// <summary>Queueing disciplines of the kernel (netem and tbf): fast, and not repeatable.</summary>
    Kernel,

    /// <summary>The library passes each frame on: on every kernel, repeatable from a seed, and under the control of the program.</summary>
    Managed,
}

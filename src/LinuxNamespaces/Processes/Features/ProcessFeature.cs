using LinuxNamespaces.Child;

namespace LinuxNamespaces.Processes;

/// <summary>
/// One thing that a start info can ask for. A feature checks the start info before anything is done, adds its steps to the program of the child,
/// and explains why one of them has failed.
/// </summary>
/// <remarks><see cref="ProcessSetup"/> lists the features, and calls them in the order that works.</remarks>
internal abstract class ProcessFeature(SetupContext context)
{
    /// <summary>Whether the child must not share the memory of the caller.</summary>
    internal virtual bool NeedsOwnMemory => false;

    /// <summary>What the start info asks for that a process cannot have if it takes the place of the caller; <c>null</c> for nothing.</summary>
    internal virtual string? NeedsCaller => null;

    protected SetupContext Context => context;

    protected NamespaceProcessStartInfo Info => context.Info;

    protected ChildProgram Program => context.Program;

    /// <summary>Checks whether the start info contradicts itself.</summary>
    /// <exception cref="ArgumentException">The start info contradicts itself.</exception>
    internal virtual void CheckUsage()
    {
    }

    /// <summary>Checks whether the running kernel has what is asked for.</summary>
    /// <exception cref="NotSupportedException">The kernel lacks a feature.</exception>
    internal virtual void CheckSupport()
    {
    }

    /// <summary>Checks whether the caller has the rights to what is asked for, as far as they can be known beforehand.</summary>
    /// <exception cref="LinuxException">The caller lacks a right.</exception>
    internal virtual void CheckRights()
    {
    }

    /// <summary>Declares the descriptors of the caller that the child uses; see <see cref="SetupContext.Declare(string)"/>.</summary>
    internal virtual void Declare()
    {
    }

    /// <summary>Gives the child the descriptors that <see cref="Declare"/> has declared.</summary>
    internal virtual void Bind(ChildRequest request)
    {
    }

    /// <summary>Explains why a step has failed, and what helps.</summary>
    /// <returns>The explanation. <c>null</c> if the step is not of this feature, or the cause cannot be told from other causes.</returns>
    internal virtual string? Explain(in FailedStep step) => null;

    protected static LinuxException Refuse(string option, string? value, string remedy) => new(Errno.EPERM, $"start a process with {option}", value, remedy);

    protected void RequireNew(bool wanted, NamespaceTypes type, string option)
    {
        if (wanted && !Info.NewNamespaces.HasFlag(type))
        {
            throw new ArgumentException($"{option} needs a new {type} namespace: add NamespaceTypes.{type} to NewNamespaces.");
        }
    }

    protected void RequireNewOrJoined(bool wanted, NamespaceTypes type, string option)
    {
        if (wanted && !(Info.NewNamespaces | Context.Join).HasFlag(type))
        {
            throw new ArgumentException($"{option} would change the {type} namespace of the caller: add NamespaceTypes.{type} to NewNamespaces, or join one.");
        }
    }
}

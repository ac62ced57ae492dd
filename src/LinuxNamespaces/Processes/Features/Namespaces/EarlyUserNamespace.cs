using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>
/// The new user namespace of the process where it is created before the process: another user is to own it, no process is left outside to write its
/// maps later, or it is created inside a user namespace that the process joins.
/// </summary>
internal sealed class EarlyUserNamespace(SetupContext context, NamespaceJoins joins) : ProcessFeature(context), IDisposable
{
    private NamespaceHandle? _inside;
    private StepArgument _slot;

    public void Dispose() => _inside?.Dispose();

    /// <summary>Creates the user namespace, and has the process join it.</summary>
    internal void Create()
    {
        Context.Join |= NamespaceTypes.User;
        Context.New &= ~NamespaceTypes.User;
        if (joins.User is not { } parent)
        {
            joins.JoinUser(UserNamespaceCreation.Create(Context.Map, Info.UserNamespaceOwner));
            return;
        }

        IdMap? map = null;
        if (Context.Map is not null)
        {
            using UserNamespace own = new(NamespaceJoins.OpenOwnUserNamespace());
            map = NewUserNamespace.Translate(Context.Map, own);
        }

        _inside = UserNamespaceCreation.Create(map, parent: parent);
    }

    internal override void Declare()
    {
        if (_inside is not null)
        {
            _slot = Context.Declare("new user namespace");
        }
    }

    internal override void Bind(ChildRequest request)
    {
        if (_inside is { } inside)
        {
            request.Descriptors.Add((_slot, inside));
        }
    }

    /// <summary>Enters the namespace, from the one that it was created in.</summary>
    internal void Compile()
    {
        if (_inside is not null)
        {
            Program.Add(SystemCall.setns, _slot, StepArgument.Named(Linux.CLONE_NEWUSER, "CLONE_NEWUSER"));
        }
    }
}

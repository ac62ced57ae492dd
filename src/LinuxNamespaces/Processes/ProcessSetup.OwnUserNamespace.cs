using LinuxNamespaces.Child;
using LinuxNamespaces.Execution;

namespace LinuxNamespaces.Processes;

/// <content>User namespaces that exist before the process: that of this program, and those that are created for the process.</content>
internal sealed partial class ProcessSetup
{
    // Where a namespace of this program is joined, the new user namespace is created inside that which owns it.
    private NamespaceHandle? _createdInside;
    private StepArgument _createdInsideSlot;

    // NetNamespace.Create makes network namespaces in a user namespace of this program where the caller lacks privilege. The same start has to
    // work as for root: the process enters that user namespace on its way, whether or not it gets a new one besides.
    private NamespaceTypes JoinOwnUserNamespace()
    {
        if (_isPrivileged || _joined.ContainsKey(NamespaceTypes.User))
        {
            return NamespaceTypes.None;
        }

        foreach ((NamespaceHandle handle, _) in _joined.Values)
        {
            using NamespaceHandle? owner = NamespaceRelations.Owner(handle);
            if (owner is not null && HelperProcesses.IsOwn(owner.Identity))
            {
                _joined.Add(NamespaceTypes.User, (OpenOwnUserNamespace(), Owned: true));
                return NamespaceTypes.User;
            }
        }

        return NamespaceTypes.None;
    }

    // Where another user is to own it, nobody is left outside to write its maps later, or it is not in the user namespace of the caller.
    private void CreateUserNamespaceBefore()
    {
        if (!_joined.TryGetValue(NamespaceTypes.User, out (NamespaceHandle Handle, bool Owned) parent))
        {
            _joined.Add(NamespaceTypes.User, (UserNamespaceCreation.Create(_map, _info.UserNamespaceOwner), Owned: true));
            return;
        }

        IdMap? map = null;
        if (_map is not null)
        {
            using UserNamespace own = new(OpenOwnUserNamespace());
            map = NewUserNamespace.Translate(_map, own);
        }

        _createdInside = UserNamespaceCreation.Create(map, parent: parent.Handle);
    }

    private static NamespaceHandle OpenOwnUserNamespace() => NamespaceHandle.Open($"/proc/self/fd/{HelperProcesses.OwnUserNamespace().DangerousGetHandle()}");
}

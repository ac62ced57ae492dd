using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Child;

/// <content>Messages with descriptors, which are laid out in slots; sendmsg(2), unix(7).</content>
internal sealed partial class ChildProgram
{
    /// <summary>Adds a slot with the address of data or of another slot.</summary>
    internal StepArgument AddPointerSlot(string name, StepArgument target)
    {
        StepArgument slot = AddSlot(name);
        _slotPointers.Add(((int)slot.Value, target));
        return slot;
    }

    /// <summary>Adds control messages with one descriptor each. The kernel accepts any number, and the receiver gets them as one.</summary>
    /// <returns>The slots of the descriptors.</returns>
    internal StepArgument[] AddDescriptorSlots(int count, out StepArgument control)
    {
        const long headerLength = 16;
        StepArgument[] descriptors = new StepArgument[count];
        control = default;
        for (int i = 0; i < count; i++)
        {
            StepArgument header = AddSlot("cmsg_len", headerLength + sizeof(int));
            control = i == 0 ? header.Address() : control;
            AddSlot("cmsg_level, cmsg_type", Linux.SOL_SOCKET | ((long)Linux.SCM_RIGHTS << 32));
            descriptors[i] = AddSlot("descriptor");
        }

        return descriptors;
    }

    /// <summary>struct msghdr.</summary>
    /// <param name="control">The address of the control messages.</param>
    /// <param name="descriptors">The number of control messages, each with one descriptor.</param>
    /// <param name="buffers">The buffers of the message.</param>
    internal StepArgument AddMessage(StepArgument control, int descriptors, params ReadOnlySpan<(StepArgument Address, int Length)> buffers)
    {
        const int controlLength = 24;
        StepArgument vectors = AddPointerSlot("iov_base", buffers[0].Address);
        AddSlot("iov_len", buffers[0].Length);
        foreach ((StepArgument address, int length) in buffers[1..])
        {
            AddPointerSlot("iov_base", address);
            AddSlot("iov_len", length);
        }

        StepArgument message = AddSlot("msg_name", 0);
        AddSlot("msg_namelen", 0);
        AddPointerSlot("msg_iov", vectors.Address());
        AddSlot("msg_iovlen", buffers.Length);
        if (descriptors > 0)
        {
            AddPointerSlot("msg_control", control);
        }
        else
        {
            AddSlot("msg_control", 0);
        }

        AddSlot("msg_controllen", descriptors * controlLength);
        AddSlot("msg_flags", 0);
        return message.Address();
    }
}

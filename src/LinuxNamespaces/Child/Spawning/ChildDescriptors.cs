using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Child;

/// <summary>The descriptors that a child keeps, held open until it has them, and the slots with their numbers.</summary>
internal sealed class ChildDescriptors : IDisposable
{
    private readonly List<SafeHandle> _held = [];

    internal ChildDescriptors(ChildRequest request, Pipe? report, Pipe? go)
    {
        Slots = request.Program.Slots.ToArray();
        try
        {
            if (report is { } told)
            {
                Hold(request.Program.Report, told.Writer);
            }

            foreach ((StepArgument slot, SafeHandle handle) in request.Descriptors)
            {
                Hold(slot, handle);
            }

            if (go is { } pipe)
            {
                Hold(request.Program.Go, pipe.Reader);
            }

            request.Program.Closer?.Keep(Numbers, Slots);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal long[] Slots { get; }

    internal IEnumerable<int> Numbers => _held.Select(handle => (int)handle.DangerousGetHandle());

    public void Dispose() => _held.ForEach(handle => handle.DangerousRelease());

    private void Hold(StepArgument slot, SafeHandle handle)
    {
        bool added = false;
        handle.DangerousAddRef(ref added);
        _held.Add(handle);
        Slots[slot.Value] = handle.DangerousGetHandle();
    }
}

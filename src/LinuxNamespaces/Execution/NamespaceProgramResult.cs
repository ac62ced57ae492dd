using LinuxNamespaces.Child;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Execution;

/// <summary>The bytes and descriptors that a <see cref="NamespaceProgram"/> returns.</summary>
internal sealed class NamespaceProgramResult(byte[] bytes, (StepArgument Output, int Length)[] outputs, SafeFileHandle[] descriptors) : IDisposable
{
    private readonly SafeFileHandle?[] _descriptors = descriptors;

    /// <summary>Closes the descriptors that have not been taken.</summary>
    public void Dispose()
    {
        foreach (SafeFileHandle? descriptor in _descriptors)
        {
            descriptor?.Dispose();
        }
    }

    /// <summary>Gets the returned content of memory.</summary>
    internal ReadOnlySpan<byte> Bytes(StepArgument output)
    {
        int offset = 0;
        foreach ((StepArgument candidate, int length) in outputs)
        {
            if (candidate.Kind == output.Kind && candidate.Value == output.Value)
            {
                return bytes.AsSpan(offset, length);
            }

            offset += length;
        }

        throw new ArgumentException($"'{output}' does not come back.", nameof(output));
    }

    /// <summary>Gets the returned content of memory up to the first zero.</summary>
    internal string Text(StepArgument output)
    {
        ReadOnlySpan<byte> memory = Bytes(output);
        int end = memory.IndexOf((byte)0);
        return LinuxText.Decode(end < 0 ? memory : memory[..end]);
    }

    /// <summary>Gets the returned value of a slot.</summary>
    internal long Value(StepArgument slot) => BitConverter.ToInt64(Bytes(slot.Address()));

    /// <summary>Gets a descriptor, which the caller then owns.</summary>
    internal SafeFileHandle Take(int index)
    {
        SafeFileHandle descriptor = _descriptors[index] ?? throw new InvalidOperationException("It has been taken already.");
        _descriptors[index] = null;
        return descriptor;
    }

    /// <summary>As <see cref="Take"/>, for the descriptor of a namespace.</summary>
    internal NamespaceHandle TakeNamespace(int index)
    {
        return NamespaceHandle.From(Take(index))!;
    }
}

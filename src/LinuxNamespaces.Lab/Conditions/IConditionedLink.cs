namespace LinuxNamespaces.Lab;

/// <summary>Represents a link whose conditions can be changed while it is in use. A <see cref="LabLink"/> and a <see cref="Wire"/> are such links, and so is <see cref="NetworkLab.Between"/>.</summary>
public interface IConditionedLink
{
    /// <summary>Gets the name, for logs and messages.</summary>
    string Name { get; }

    /// <summary>Gets the conditions from the first end to the second.</summary>
    LinkConditions Forward { get; }

    /// <summary>Gets the conditions from the second end to the first.</summary>
    LinkConditions Backward { get; }

    /// <summary>Changes the conditions. Frames in flight are not lost.</summary>
    /// <param name="forward">The conditions from the first end to the second.</param>
    /// <param name="backward">The conditions from the second end to the first.</param>
    /// <exception cref="ArgumentException">Conditions contradict each other.</exception>
    void Set(LinkConditions forward, LinkConditions backward);

    /// <summary>Changes the conditions from those that the link has, in one step: what other threads change meanwhile is not lost.</summary>
    /// <param name="forward">Returns the new conditions from the first end to the second.</param>
    /// <param name="backward">Returns the new conditions from the second end to the first.</param>
    /// <exception cref="ArgumentException">Conditions contradict each other.</exception>
    void Change(Func<LinkConditions, LinkConditions> forward, Func<LinkConditions, LinkConditions> backward);
}

namespace VideoPipeline.Simulator.Tasks;

/// <summary>Where new tasks' ids come from.</summary>
public class TaskIds
{
    public virtual Guid New() => Guid.NewGuid();
}

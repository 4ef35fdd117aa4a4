namespace Microsoft.DurableTask;

/// <summary>Turns inputs, outputs, events and custom status into text and back.</summary>
public abstract class DataConverter
{
    public virtual T? Deserialize<T>(string? data) => (T?)(Deserialize(data, typeof(T)) ?? default(T));

    public abstract object? Deserialize(string? data, Type targetType);

    public abstract string? Serialize(object? value);
}

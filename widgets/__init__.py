"""Qt parts that know Qt and control_room.domain, nothing else."""

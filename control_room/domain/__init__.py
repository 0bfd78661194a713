"""What the control room talks about: values and rules, without Qt, SQL, files, network or clock."""
